import { BoundedCache } from "../words/bounded-cache.ts";

/** Wall clocks of time zones: which calendar day an instant lies in, and which instants carry a wall time. */

export interface CalendarDay {
  year: number;
  /** 1 to 12. */
  month: number;
  day: number;
  /** 0 (Sunday) to 6. */
  weekday: number;
}

/** A calendar day of a zone with the offsets that hold around it. Offsets and instants in ms. */
export interface ZonedDay extends CalendarDay {
  /** Wall time minus UTC before the day's change of offset; the same as `after` on most days. */
  before: number;
  after: number;
  /** The first instant with the offset `after`; null on days without a change. */
  changeAt: number | null;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
/** Looked at on both sides of a day, so that a change at its midnight is seen. */
const MARGIN_MS = 3 * HOUR_MS;

/** The zone's calendar day that `ms` lies in, moved by whole days. */
export function calendarDayAt(timezone: string, ms: number, moveDays = 0): CalendarDay {
  const wall = new Date(ms + offsetAt(timezone, ms) + moveDays * DAY_MS);
  return {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    weekday: wall.getUTCDay(),
  };
}

/** The calendar day after (or, with -1, before) a day. */
export function neighbourDay({ year, month, day }: CalendarDay, step: 1 | -1): CalendarDay {
  const date = new Date(Date.UTC(year, month - 1, day + step));
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

/** Looks the day's offsets up, and finds its change to the minute if there is one (never two within a day). */
export function zonedDay(timezone: string, date: CalendarDay): ZonedDay {
  const midnight = Date.UTC(date.year, date.month - 1, date.day);
  const start = midnight - offsetAt(timezone, midnight);
  const [from, to] = [start - MARGIN_MS, start + DAY_MS + MARGIN_MS];
  const [before, after] = [offsetAt(timezone, from), offsetAt(timezone, to)];
  if (before === after) return { ...date, before, after, changeAt: null };
  const key = `${timezone.toLowerCase()} ${midnight}`;
  return { ...date, before, after, changeAt: changes.get(key, () => changeBetween(timezone, from, to)) };
}

/** Found by halving, and each slot of such a day asks for it again. */
const changes = new BoundedCache<number>(500);

/**
 * The instants at which the day's wall clock shows `minuteOfDay`: one on most days, two when it is shown twice (oldest
 * first), none when it is skipped.
 */
export function instantsOf(day: ZonedDay, minuteOfDay: number): number[] {
  const wall = Date.UTC(day.year, day.month - 1, day.day) + minuteOfDay * MINUTE_MS;
  if (day.changeAt === null) return [wall - day.before];
  const [early, late] = [wall - day.before, wall - day.after];
  return [...(early < day.changeAt ? [early] : []), ...(late >= day.changeAt ? [late] : [])];
}

function changeBetween(timezone: string, from: number, to: number): number {
  const after = offsetAt(timezone, to);
  let [low, high] = [Math.floor(from / MINUTE_MS), Math.ceil(to / MINUTE_MS)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(timezone, middle * MINUTE_MS) === after) high = middle;
    else low = middle;
  }
  return high * MINUTE_MS;
}

/** Whether this runtime has the zone's clocks. */
export function knowsZone(timezone: string): boolean {
  try {
    return formatOf(timezone) !== null;
  } catch {
    return false;
  }
}

/** A formatter takes tens of kilobytes, and a zone can be written in many ways. */
const formats = new BoundedCache<Intl.DateTimeFormat>(100);

/** Hours without a change of offset, by zone: a dispatcher asks for the same few again and again. */
const steadyHours = new Map<string, number>();
const MAX_STEADY_HOURS = 50_000;

/** Wall time minus UTC at an instant, in ms. */
function offsetAt(timezone: string, ms: number): number {
  if (timezone === "UTC") return 0;
  const hour = Math.floor(ms / HOUR_MS);
  const key = `${timezone.toLowerCase()} ${hour}`;
  const known = steadyHours.get(key);
  if (known !== undefined) return known;
  const first = readOffset(timezone, hour * HOUR_MS);
  if (first !== readOffset(timezone, (hour + 1) * HOUR_MS - 1)) return readOffset(timezone, ms);
  if (steadyHours.size === MAX_STEADY_HOURS) steadyHours.clear();
  steadyHours.set(key, first);
  return first;
}

/** By the runtime's own zone data; about 10 us. */
function readOffset(timezone: string, ms: number): number {
  const parts = new Map(
    formatOf(timezone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wall = Date.UTC(read("year"), read("month") - 1, read("day"), read("hour"), read("minute"), read("second"));
  return wall - Math.floor(ms / 1000) * 1000;
}

function formatOf(timezone: string): Intl.DateTimeFormat {
  return formats.get(timezone.toLowerCase(), () => {
    const parts = { year: "numeric", month: "numeric", day: "numeric" } as const;
    const time = { hour: "numeric", minute: "numeric", second: "numeric" } as const;
    return new Intl.DateTimeFormat("en-US", { timeZone: timezone, hourCycle: "h23", ...parts, ...time });
  });
}
