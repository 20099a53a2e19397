import { calendarDayAt, instantsOf, zonedDay } from "../../cron/time/zoned-days.ts";
import { isZone, wallClock, wallTime } from "../words/zone.ts";

/** What a date and time that somebody typed means on the clocks of a zone. */
export type TypedInstant =
  /** `again`: the clocks show it a second time then; the first counts. */
  | { kind: "instant"; at: Date; again: Date | null }
  /** The clocks skip it: they go from one time of day to the other at once. */
  | { kind: "gap"; from: string; to: string }
  /** No date and time, or no zone. */
  | { kind: "unreadable" };

const SHAPE = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2}))?$/;

/** @param text a `datetime-local` value, to the minute or the second */
export function readTyped(text: string, zone: string): TypedInstant {
  const typed = partsOf(text);
  if (typed === null || !isZone(zone)) return { kind: "unreadable" };
  const day = zonedDay(zone, typed.day);
  const [first, again] = instantsOf(day, typed.minute).map((ms) => new Date(ms + typed.second * 1000));
  if (first) return { kind: "instant", at: first, again: again ?? null };
  const change = new Date(day.changeAt ?? 0);
  const before = new Date(change.getTime() + day.before);
  return { kind: "gap", from: before.toISOString().slice(11, 16), to: wallTime(change, zone) };
}

/** An instant as such a field shows it; "" for none. */
export function typedText(iso: string | null, zone: string): string {
  return iso === null ? "" : wallClock(new Date(iso), zone).replace(" ", "T");
}

/** Whether the clocks of a zone show an instant's time twice, and which of the two it is. */
export function turnOf(at: Date, zone: string): "only" | "first" | "second" {
  const day = zonedDay(zone, calendarDayAt(zone, at.getTime()));
  const minute = minuteOf(wallTime(at, zone));
  const [first, second] = instantsOf(day, minute);
  if (first === undefined || second === undefined) return "only";
  return at.getTime() < second ? "first" : "second";
}

function partsOf(text: string) {
  const found = SHAPE.exec(text);
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found
    .slice(1)
    .map((part) => Number(part ?? 0));
  const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  const isOfCalendar = !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
  return isOfCalendar
    ? { day: { year, month, day, weekday: date.getUTCDay() }, minute: hour * 60 + minute, second }
    : null;
}

const minuteOf = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
