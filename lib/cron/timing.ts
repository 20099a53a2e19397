import { type CronFields, matchesDay, parseCronFields } from "./cron-fields.ts";
import { cronAfter, cronAtOrBefore } from "./schedule.ts";

/** What makes slots: a cron expression in a zone, a steady interval on a grid, or one date. */
export type Timing =
  | { kind: "cron"; expression: string; timezone: string }
  /** Slots are `anchor` + n x `everySeconds`, n from 1: the first comes one interval after the anchor. */
  | { kind: "interval"; everySeconds: number; anchor: Date }
  | { kind: "date"; at: Date };

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** The first slot strictly after `after`, or null when there is none. */
export function nextSlot(timing: Timing, after: Date): Date | null {
  switch (timing.kind) {
    case "cron":
      return cronAfter(timing, after);
    case "interval":
      return gridSlot(timing, Math.max(1, gridIndex(timing, after) + 1));
    case "date":
      return timing.at > after ? timing.at : null;
  }
}

/** The latest slot at or before `at`, or null when there is none. */
export function latestSlot(timing: Timing, at: Date): Date | null {
  switch (timing.kind) {
    case "cron":
      return cronAtOrBefore(timing, at);
    case "interval": {
      const index = gridIndex(timing, at);
      return index < 1 ? null : gridSlot(timing, index);
    }
    case "date":
      return timing.at <= at ? timing.at : null;
  }
}

/** The last `limit` slots from `from` to `to` (both included), oldest first. */
export function lastSlots(timing: Timing, { from, to, limit }: { from: Date; to: Date; limit: number }): Date[] {
  const slots: Date[] = [];
  for (let slot = latestSlot(timing, to); slot && slot >= from && slots.length < limit; ) {
    slots.push(slot);
    slot = latestSlot(timing, new Date(slot.getTime() - 1000));
  }
  return slots.reverse();
}

/**
 * How many slots lie from `from` to `to`, both included. Days without a change of offset are counted by arithmetic
 * (matching hours x matching minutes); only days with one are walked: a month of minutes costs well under 100 ms.
 */
export function countSlots(timing: Timing, from: Date, to: Date): number {
  if (from > to) return 0;
  switch (timing.kind) {
    case "cron":
      return countCron(timing, from, to);
    case "interval":
      return Math.max(0, gridIndex(timing, to) - Math.max(0, gridIndex(timing, new Date(from.getTime() - 1))));
    case "date":
      return timing.at >= from && timing.at <= to ? 1 : 0;
  }
}

type Grid = Extract<Timing, { kind: "interval" }>;
type CronTiming = Extract<Timing, { kind: "cron" }>;

/** The number of the grid's slot at or before `at`; below 1 when there is none yet. */
const gridIndex = ({ anchor, everySeconds }: Grid, at: Date) =>
  Math.floor((at.getTime() - anchor.getTime()) / (everySeconds * 1000));

const gridSlot = ({ anchor, everySeconds }: Grid, index: number) =>
  new Date(anchor.getTime() + index * everySeconds * 1000);

function countCron(timing: CronTiming, from: Date, to: Date): number {
  const fields = parseCronFields(timing.expression);
  const midnights: CronTiming = { ...timing, expression: "0 0 * * *" };
  let count = 0;
  let start = cronAtOrBefore(midnights, from);
  while (start && start <= to) {
    const end = cronAfter(midnights, start);
    if (!end) break;
    const part = { from: start > from ? start : from, to: end <= to ? new Date(end.getTime() - 1) : to };
    const plain = end.getTime() - start.getTime() === DAY_MS;
    count += plain ? countPlainDay(fields, { ...part, start, timezone: timing.timezone }) : walk(timing, part);
    start = end;
  }
  return count;
}

/** Within a day of 24 hours the wall clock is the time since midnight. */
function countPlainDay(fields: CronFields, day: { start: Date; from: Date; to: Date; timezone: string }): number {
  if (!matchesDay(fields, calendarDay(day.start, day.timezone))) return 0;
  const first = Math.ceil((day.from.getTime() - day.start.getTime()) / MINUTE_MS);
  const last = Math.floor((day.to.getTime() - day.start.getTime()) / MINUTE_MS);
  let count = 0;
  for (const hour of fields.hours) {
    if (hour * 60 >= first && hour * 60 + 59 <= last) count += fields.minutes.size;
    else for (const minute of fields.minutes) if (hour * 60 + minute >= first && hour * 60 + minute <= last) count += 1;
  }
  return count;
}

function walk(timing: CronTiming, { from, to }: { from: Date; to: Date }): number {
  let count = 0;
  for (let slot = cronAfter(timing, new Date(from.getTime() - 1)); slot && slot <= to; slot = cronAfter(timing, slot)) {
    count += 1;
  }
  return count;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function calendarDay(at: Date, timezone: string): { month: number; day: number; weekday: number } {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: timezone,
      year: "numeric",
      month: "numeric",
      day: "numeric",
    });
    formats.set(timezone, format);
  }
  const parts = format.formatToParts(at);
  const read = (type: string) => Number(parts.find((part) => part.type === type)?.value);
  const [year, month, day] = [read("year"), read("month"), read("day")];
  return { month, day, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}
