import { BoundedCache } from "../words/bounded-cache.ts";
import { keptOrNull } from "./instant.ts";
import { type CalendarDay, calendarDayAt, instantsOf, neighbourDay, type ZonedDay, zonedDay } from "./zoned-days.ts";

/** The five fields of a cron expression as sets. */
export interface CronFields {
  /** What was read. */
  text: string;
  minutes: ReadonlySet<number>;
  hours: ReadonlySet<number>;
  days: ReadonlySet<number>;
  /** 1 to 12. */
  months: ReadonlySet<number>;
  /** 0 (Sunday) to 6. */
  weekdays: ReadonlySet<number>;
  /** Whether a field leaves days out. */
  namesDays: boolean;
  namesWeekdays: boolean;
  /**
   * Whether a day has to fit both day fields or one of them. Vixie cron's rule (crontab(5)): either is enough, unless one
   * begins with `*`: then both are needed, also where a step makes the star leave days out.
   */
  dayRule: "both" | "either";
  /** The day's minutes (0 to 1439) at which the clock has to stand, ascending. */
  minutesOfDay: readonly number[];
  /** Whether the minute or hour field begins with `*`: such an expression fires whenever the wall clock matches. */
  followsRealTime: boolean;
}

const MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];
const DAYS_OF_MONTH = 31;

/** @param expression one that `scheduleProblem` accepts */
export function parseCronFields(expression: string): CronFields {
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*"] = expression.trim().split(/\s+/);
  const named = valuesOf(weekday, { from: 0, to: 6, names: WEEKDAYS, firstName: 0 });
  const weekdays = new Set([...named].map((value) => value % WEEKDAYS.length));
  const days = valuesOf(day, { from: 1, to: DAYS_OF_MONTH });
  const minutes = valuesOf(minute, { from: 0, to: 59 });
  const hours = valuesOf(hour, { from: 0, to: 23 });
  const minutesOfDay = [...hours].flatMap((h) => [...minutes].map((m) => h * 60 + m)).sort((a, b) => a - b);
  return {
    text: expression,
    minutes,
    hours,
    minutesOfDay,
    followsRealTime: minute.startsWith("*") || hour.startsWith("*"),
    days,
    months: valuesOf(month, { from: 1, to: 12, names: MONTHS, firstName: 1 }),
    weekdays,
    namesDays: days.size < DAYS_OF_MONTH,
    namesWeekdays: weekdays.size < WEEKDAYS.length,
    dayRule: day.startsWith("*") || weekday.startsWith("*") ? "both" : "either",
  };
}

/** Whether the fields fire on this calendar day. `weekday` is 0 for Sunday. */
function matchesDay(fields: CronFields, date: { month: number; day: number; weekday: number }): boolean {
  if (!fields.months.has(date.month)) return false;
  const byDay = fields.days.has(date.day);
  const byWeekday = fields.weekdays.has(date.weekday);
  return fields.dayRule === "either" ? byDay || byWeekday : byDay && byWeekday;
}

interface Field {
  from: number;
  to: number;
  names?: readonly string[];
  firstName?: number;
}

function valuesOf(text: string, field: Field): Set<number> {
  return new Set(text.split(",").flatMap((part) => valuesOfPart(part, field)));
}

function valuesOfPart(part: string, field: Field): number[] {
  const [range = "*", step] = part.split("/");
  const [first, last] = boundsOf(range, field);
  const width = step === undefined ? 1 : Number(step);
  return Array.from({ length: Math.floor((last - first) / width) + 1 }, (_, index) => first + index * width);
}

function boundsOf(range: string, field: Field): [number, number] {
  if (range === "*") return [field.from, field.to];
  const [low = "", high] = range.split("-");
  const first = numberOf(low, field);
  if (high === undefined) return [first, first];
  const last = numberOf(high, field);
  // Sunday is 0 and 7: a range that ends with it by name goes up to it.
  return [first, high.toUpperCase() === "SUN" && last < first ? 7 : last];
}

/** The first range of an expression that goes down, such as `FRI-MON` or `22-4`; null when there is none. */
export function downwardRange(expression: string): string | null {
  const [minute = "*", hour = "*", day = "*", month = "*", weekday = "*"] = expression.trim().split(/\s+/);
  const plain = [minute, hour, day].map((text) => ({ text, field: { from: 0, to: 0 } as Field }));
  const named = [
    { text: month, field: { from: 1, to: 12, names: MONTHS, firstName: 1 } },
    { text: weekday, field: { from: 0, to: 6, names: WEEKDAYS, firstName: 0 } },
  ];
  const ranges = [...plain, ...named].flatMap(({ text, field }) =>
    text.split(",").map((part) => ({ range: part.split("/")[0] ?? "", field })),
  );
  const found = ranges.find(({ range, field }) => {
    const [first, last] = boundsOf(range, field);
    return last < first;
  });
  return found?.range ?? null;
}

function numberOf(value: string, { names, firstName = 0 }: Field): number {
  const index = names?.indexOf(value.toUpperCase()) ?? -1;
  return index < 0 ? Number(value) : index + firstName;
}

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

/** The first instant strictly after `after`, or null when there is none within 8 years and before the year 10000. */
export function cronAfter(at: ZonedExpression, after: Date): Date | null {
  return keptOrNull(search(at, { from: after, step: 1, pick: firstAfter }));
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
  // A gap that ends at midnight gives the day before the same instant as the day after: it counts once.
  let counted = Number.NEGATIVE_INFINITY;
  let day = calendarDayAt(timezone, fromMs, -1);
  const last = neighbourDay(calendarDayAt(timezone, toMs), 1);
  for (; dayNumber(day) <= dayNumber(last); day = neighbourDay(day, 1)) {
    if (!matchesDay(fields, day)) continue;
    const zoned = zonedDay(timezone, day);
    count += countOfDay(fields, zoned, { fromMs: Math.max(fromMs, counted + 1), toMs });
    if (zoned.changeAt !== null) counted = Math.max(counted, slotsOf(fields, zoned).at(-1) ?? counted);
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

/** Days with a change of offset, as far as they were asked for: each slot of one asks for all of them again. */
const changedDays = new BoundedCache<readonly number[]>(100);

/** The instants of one matching day with a change of offset, oldest first. */
function slotsOf(fields: CronFields, day: ZonedDay): readonly number[] {
  const { before, after, changeAt } = day;
  const key = [fields.text, dayNumber(day), before, after, changeAt].join(" ");
  return changedDays.get(key, () => readSlotsOf(fields, day));
}

function readSlotsOf(fields: CronFields, day: ZonedDay): number[] {
  const slots = fields.minutesOfDay.flatMap((minute) => {
    const instants = instantsOf(day, minute);
    if (fields.followsRealTime) return instants;
    return instants.length === 0 ? [day.changeAt ?? 0] : instants.slice(0, 1);
  });
  return [...new Set(slots)].sort((a, b) => a - b);
}

const dayNumber = ({ year, month, day }: CalendarDay) => Date.UTC(year, month - 1, day);

/** Parsing is cheap, but a dispatcher asks for the same few expressions again and again. */
const parsed = new BoundedCache<CronFields>(1_000);

function fieldsOf(expression: string): CronFields {
  const plain = expression.trim().split(/\s+/).join(" ").toUpperCase();
  return parsed.get(plain, () => parseCronFields(plain));
}
