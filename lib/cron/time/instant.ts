/**
 * Which instants are kept: those of the years 1 to 9999 by UTC. Beyond them an ISO text has another shape, and Postgres,
 * its drivers and the calendars of screens each go wrong in a way of their own.
 */
const FIRST_MS = Date.parse("0001-01-01T00:00:00Z");
const LAST_MS = Date.parse("9999-12-31T23:59:59.999Z");

/** False for an invalid date, too. */
function canKeepInstant(at: Date): boolean {
  return at.getTime() >= FIRST_MS && at.getTime() <= LAST_MS;
}

/** What was computed, if it can be kept. */
export function keptOrNull(at: Date | null): Date | null {
  return at && canKeepInstant(at) ? at : null;
}

/** The second that an instant lies in, as screens show it: what is made by us begins with one. */
export function wholeSecond(at: Date): Date {
  return new Date(Math.floor(at.getTime() / 1000) * 1000);
}

/** The nearest instant that is kept: for bounds that were computed from what somebody asked for. */
export function nearestKeptInstant(at: Date): Date {
  return new Date(Math.min(LAST_MS, Math.max(FIRST_MS, at.getTime())));
}

/** What a text says in ISO 8601. */
export type ReadInstant =
  | { kind: "instant"; at: Date; hasOffset: boolean }
  /** An instant outside the years that are kept. */
  | { kind: "outside" }
  | { kind: "unreadable" };

const SHAPE =
  /^(?<day>(\d{4}|[+-]\d{6})-\d{2}-\d{2})(?<time>T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(?<offset>Z|[+-]\d{2}:\d{2})?)?$/;

/** The one reader of instants: to the minute, the second or finer, or a date alone; UTC without an offset. */
export function readInstant(text: string): ReadInstant {
  const { day, time, offset } = SHAPE.exec(text)?.groups ?? {};
  if (day === undefined || !isOfCalendar(day)) return { kind: "unreadable" };
  const hasOffset = offset !== undefined;
  const at = new Date(time !== undefined && !hasOffset ? `${text}Z` : text);
  if (Number.isNaN(at.getTime())) return { kind: "unreadable" };
  return canKeepInstant(at) ? { kind: "instant", at, hasOffset } : { kind: "outside" };
}

/** Without this the 30th of February would be the 2nd of March. */
function isOfCalendar(day: string): boolean {
  const midnight = new Date(day);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
