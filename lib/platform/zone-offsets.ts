/** How far a zone's clocks stand from UTC, and when they are changed. */

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
/** Clocks are never changed twice within this time. */
const STEP_MS = 12 * HOUR_MS;
/** The year of `now` and the next one: what is right over a year must not change from one day to the next. */
const YEARS = 2;

export interface ZoneYear {
  /** Every offset of the two years, in minutes east of UTC, least first. */
  offsets: number[];
  /** The first instants of each new offset. */
  changesAt: Date[];
}

const formats = new Map<string, Intl.DateTimeFormat>();
const years = new Map<string, ZoneYear>();

/** The offsets of the calendar year of `now` and of the next. @throws RangeError for an unknown zone */
export function zoneYear(timezone: string, now: Date): ZoneYear {
  const year = now.getUTCFullYear();
  const key = `${year} ${timezone}`;
  const known = years.get(key) ?? readYears(timezone, { from: Date.UTC(year, 0, 1), to: Date.UTC(year + YEARS, 0, 1) });
  years.set(key, known);
  return known;
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
  const format =
    formats.get(timezone) ?? new Intl.DateTimeFormat("en-US", { timeZone: timezone, timeZoneName: "longOffset" });
  formats.set(timezone, format);
  return format;
}
