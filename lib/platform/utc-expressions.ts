import { type CronFields, parseCronFields } from "../cron/time/cron-instants.ts";
import { cron, nextInstant, previousInstant } from "../cron/time/expressions.ts";
import { BoundedCache } from "../cron/words/bounded-cache.ts";
import { type DayText, dayTexts, fieldText, HOURS, MINUTES } from "./day-sets.ts";

const DAY_MINUTES = 1440;
const DAY_MS = DAY_MINUTES * 60_000;

interface UtcRequest {
  /** Five fields that `scheduleProblem` accepts. */
  expression: string;
  /** IANA zone in which the expression is meant. */
  timezone: string;
  /** The calendar year of this instant and the next one decide which offsets can be right. */
  now: Date;
}

/**
 * UTC expressions that together fire at every instant at which the expression can fire in its zone, over the year:
 * with daylight saving both hours, with offsets of half hours the moved minutes, with days the day before or after.
 * They may fire at other instants, too; the engine answers those calls `not_due`. An expression in UTC comes back as
 * one (or two, when it names days and weekdays), with numbers for names and Sunday as 0.
 */
export function utcExpressions({ expression, timezone, now }: UtcRequest): string[] {
  const times = new Map<DayText, Set<number>>();
  const fields = parseCronFields(expression);
  const { offsets, changesAt } = zoneYear(timezone, now);
  for (const offset of offsets) {
    for (const [shift, minutes] of movedMinutes(fields, offset)) {
      for (const days of dayTexts(fields, shift)) addAll(times, days, minutes);
    }
  }
  for (const change of changesAt) addGapSlots(times, { expression, timezone }, change);
  return [...mergeDays(times)].flatMap(([days, minutes]) => timeTexts(minutes).map((time) => `${time} ${days}`));
}

type Shift = -1 | 0 | 1;

/** The same times by a clock of UTC, apart by the day on which they then fall. */
function movedMinutes(fields: CronFields, offset: number): Map<Shift, number[]> {
  const moved = new Map<Shift, number[]>();
  for (const minute of fields.minutesOfDay) {
    const there = minute - offset;
    const shift: Shift = there < 0 ? -1 : there >= DAY_MINUTES ? 1 : 0;
    moved.set(shift, [...(moved.get(shift) ?? []), there - shift * DAY_MINUTES]);
  }
  return moved;
}

/**
 * A time that the spring gap swallows runs at the gap's end, which is the time of no offset. The month is named rather
 * than the date, which differs from year to year.
 */
function addGapSlots(times: Map<DayText, Set<number>>, zoned: Omit<UtcRequest, "now">, change: Date): void {
  const justBefore = new Date(change.getTime() - 1);
  const slot = nextInstant(cron(zoned.expression, zoned.timezone), justBefore);
  if (slot?.getTime() !== change.getTime()) return;
  const midnight = new Date(slot.getTime() - (slot.getTime() % DAY_MS));
  const minute = (slot.getTime() - midnight.getTime()) / 60_000;
  const isCovered = [...times].some(([days, minutes]) => minutes.has(minute) && isOneOf(days, midnight));
  if (!isCovered) addAll(times, `* ${slot.getUTCMonth() + 1} *`, [minute]);
}

function isOneOf(days: DayText, midnight: Date): boolean {
  return previousInstant(cron(`0 0 ${days}`), midnight)?.getTime() === midnight.getTime();
}

/** Days with the same times share expressions; a day set within a wider one of the same time is left out. */
function mergeDays(times: Map<DayText, Set<number>>): Map<DayText, Set<number>> {
  const everyDay = times.get("* * *") ?? new Set();
  const rest = [...times].map(([days, minutes]): [DayText, Set<number>] =>
    days === "* * *" ? [days, minutes] : [days, minutes.difference(everyDay)],
  );
  return new Map(rest.filter(([, minutes]) => minutes.size > 0));
}

/** The first two fields, as few expressions as needed: hours with the same minutes go together. */
export function timeTexts(minutesOfDays: Iterable<number>): string[] {
  const minutesByHour = Map.groupBy(minutesOfDays, (minute) => Math.floor(minute / 60));
  const hours = [...minutesByHour].sort(([a], [b]) => a - b);
  const hoursByText = Map.groupBy(hours, ([, minutes]) =>
    fieldText(
      minutes.map((minute) => minute % 60),
      MINUTES,
    ),
  );
  return [...hoursByText].map(
    ([text, same]) =>
      `${text} ${fieldText(
        same.map(([hour]) => hour),
        HOURS,
      )}`,
  );
}

function addAll(times: Map<DayText, Set<number>>, days: DayText, minutes: Iterable<number>): void {
  times.set(days, (times.get(days) ?? new Set()).union(new Set(minutes)));
}

/** How far a zone's clocks stand from UTC, and when they are changed. */

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Clocks are never changed twice within this time. */
const STEP_MS = 12 * HOUR_MS;
/** The year of `now` and the next one: what is right over a year must not change from one day to the next. */
const YEARS = 2;

interface ZoneYear {
  /** Every offset of the two years, in minutes east of UTC, least first. */
  offsets: number[];
  /** The first instants of each new offset. */
  changesAt: Date[];
}

const formats = new BoundedCache<Intl.DateTimeFormat>(100);
const years = new BoundedCache<ZoneYear>(200);

/** The offsets of the calendar year of `now` and of the next. @throws RangeError for an unknown zone */
function zoneYear(timezone: string, now: Date): ZoneYear {
  const year = now.getUTCFullYear();
  const span = { from: Date.UTC(year, 0, 1), to: Date.UTC(year + YEARS, 0, 1) };
  return years.get(`${year} ${timezone.toLowerCase()}`, () => readYears(timezone, span));
}

function readYears(timezone: string, { from, to }: { from: number; to: number }): ZoneYear {
  const changesAt: Date[] = [];
  const offsets = new Set([offsetMinutes(timezone, from)]);
  for (let at = from; at < to; at += STEP_MS) {
    const next = offsetMinutes(timezone, at + STEP_MS);
    if (next === offsetMinutes(timezone, at)) continue;
    offsets.add(next);
    changesAt.push(changeBetween(timezone, at, at + STEP_MS));
  }
  return { offsets: [...offsets].sort((a, b) => a - b), changesAt };
}

function changeBetween(timezone: string, before: number, after: number): Date {
  const offset = offsetMinutes(timezone, before);
  let [low, high] = [before, after];
  while (high - low > MINUTE_MS) {
    const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
    if (offsetMinutes(timezone, middle) === offset) low = middle;
    else high = middle;
  }
  return new Date(high);
}

function offsetMinutes(timezone: string, at: number): number {
  const name = formatOf(timezone)
    .formatToParts(at)
    .find(({ type }) => type === "timeZoneName")?.value;
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d{2}):(\d{2}))?/.exec(name ?? "") ?? [];
  const total = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  return sign === "-" ? -total : total;
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  const options = { timeZone: timezone, timeZoneName: "longOffset" } as const;
  return formats.get(timezone.toLowerCase(), () => new Intl.DateTimeFormat("en-US", options));
}
