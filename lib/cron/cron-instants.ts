import { type CronFields, matchesDay, parseCronFields } from "./cron-fields.ts";
import { type CalendarDay, calendarDayAt, instantsOf, neighbourDay, type ZonedDay, zonedDay } from "./zoned-days.ts";

/**
 * When a cron expression fires in its zone. Around changes of offset the rule is Vixie cron's, the same for one value
 * and for lists (croner, which checks the syntax, treats lists as `*` and can stand still in a gap): a fixed time that
 * the clock skips fires at the first instant after the gap, one that the clock shows twice fires the first time; an
 * expression whose minute or hour field begins with `*` follows real time.
 */
export interface ZonedExpression {
  expression: string;
  timezone: string;
}

/** The longest wait between two instants of an expression that fires at all is 8 years: 29 February around 2100. */
const MAX_DAYS = 8 * 366;
const MINUTE_MS = 60_000;

/** The first instant strictly after `after`, or null when there is none within 8 years. */
export function cronAfter(at: ZonedExpression, after: Date): Date | null {
  return search(at, { from: after, step: 1, pick: firstAfter });
}

/** The latest instant at or before `at`, or null when there was none within 8 years. */
export function cronAtOrBefore(at: ZonedExpression, before: Date): Date | null {
  return search(at, { from: before, step: -1, pick: lastAtOrBefore });
}

/** How many instants lie from `from` to `to`, both included. Costs grow with the days, not with the instants. */
export function countInstants({ expression, timezone }: ZonedExpression, from: Date, to: Date): number {
  const fields = fieldsOf(expression);
  const [fromMs, toMs] = [from.getTime(), to.getTime()];
  let count = 0;
  let day = calendarDayAt(timezone, fromMs, -1);
  const last = neighbourDay(calendarDayAt(timezone, toMs), 1);
  for (; dayNumber(day) <= dayNumber(last); day = neighbourDay(day, 1)) {
    if (!matchesDay(fields, day)) continue;
    const zoned = zonedDay(timezone, day);
    count += countOfDay(fields, zoned, { fromMs, toMs });
  }
  return count;
}

function countOfDay(fields: CronFields, day: ZonedDay, { fromMs, toMs }: { fromMs: number; toMs: number }): number {
  if (day.changeAt !== null) return slotsOf(fields, day).filter((slot) => slot >= fromMs && slot <= toMs).length;
  const start = plainStart(day);
  const upTo = (ms: number) => countUpTo(fields.minutesOfDay, (ms - start) / MINUTE_MS);
  return upTo(toMs) - upTo(fromMs - 1);
}

interface Search {
  from: Date;
  step: 1 | -1;
  pick: (fields: CronFields, day: ZonedDay, fromMs: number) => number | undefined;
}

/** Walks the calendar from the day before (or after): a gap at midnight moves an instant into the next day. */
function search({ expression, timezone }: ZonedExpression, { from, step, pick }: Search): Date | null {
  const fields = fieldsOf(expression);
  let day = calendarDayAt(timezone, from.getTime(), -step);
  for (let days = 0; days <= MAX_DAYS; days += 1, day = neighbourDay(day, step)) {
    if (!matchesDay(fields, day)) continue;
    const found = pick(fields, zonedDay(timezone, day), from.getTime());
    if (found !== undefined) return new Date(found);
  }
  return null;
}

function firstAfter(fields: CronFields, day: ZonedDay, ms: number): number | undefined {
  if (day.changeAt !== null) return slotsOf(fields, day).find((slot) => slot > ms);
  const start = plainStart(day);
  const minute = fields.minutesOfDay[countUpTo(fields.minutesOfDay, (ms - start) / MINUTE_MS)];
  return minute === undefined ? undefined : start + minute * MINUTE_MS;
}

function lastAtOrBefore(fields: CronFields, day: ZonedDay, ms: number): number | undefined {
  if (day.changeAt !== null) return slotsOf(fields, day).findLast((slot) => slot <= ms);
  const start = plainStart(day);
  const minute = fields.minutesOfDay[countUpTo(fields.minutesOfDay, (ms - start) / MINUTE_MS) - 1];
  return minute === undefined ? undefined : start + minute * MINUTE_MS;
}

/** Midnight of a day without a change of offset. */
const plainStart = (day: ZonedDay) => Date.UTC(day.year, day.month - 1, day.day) - day.before;

/** How many of the ascending values are at most `limit`, by halving. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? Number.POSITIVE_INFINITY) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The instants of one matching day with a change of offset, oldest first. */
function slotsOf(fields: CronFields, day: ZonedDay): number[] {
  const slots = fields.minutesOfDay.flatMap((minute) => {
    const instants = instantsOf(day, minute);
    if (fields.followsRealTime) return instants;
    return instants.length === 0 ? [day.changeAt ?? 0] : instants.slice(0, 1);
  });
  return [...new Set(slots)].sort((a, b) => a - b);
}

const dayNumber = ({ year, month, day }: CalendarDay) => Date.UTC(year, month - 1, day);

/** Parsing is cheap, but a dispatcher asks for the same few expressions again and again. */
const parsed = new Map<string, CronFields>();

function fieldsOf(expression: string): CronFields {
  let fields = parsed.get(expression);
  if (!fields) {
    fields = parseCronFields(expression);
    parsed.set(expression, fields);
  }
  return fields;
}
