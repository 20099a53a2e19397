import { countSlots, type Timing } from "../../cron/time/timing.ts";
import type { RunStatus } from "../../cron/words/vocabulary.ts";
import type { WallDay, WallHour } from "../forms/wall-hours.ts";

/** A schedule as the calendar looks at it: slots before it existed were not expected. */
export interface CalendarSchedule {
  id: string;
  timing: Timing;
  /** It expects slots from here on. */
  since: Date;
  until: Date | null;
  /** Disabled schedules expect nothing that lies ahead. */
  enabled: boolean;
}

/** How a slot came to its run: by itself, late after the scheduler had been away, or run again by a backfill. */
export type SlotCourse = "itself" | "catch_up" | "backfill";

/** Slots of one schedule with one ending; a range stands for all slots in it. */
export interface SlotGroup {
  scheduleId: string;
  /** Of a range its first slot, of a count the begin of its quarter of an hour. */
  from: Date;
  /** The last slot of a range; null for a count. */
  until: Date | null;
  status: RunStatus;
  reason: string | null;
  by: SlotCourse;
  /** Slots, of a group that is not a range. */
  count: number;
}

export type HourState =
  | "none"
  | "ahead"
  | "open"
  | "completed"
  | "partial"
  | "failed"
  | "missed"
  | "skipped"
  | "unknown";

export interface CalendarHour extends WallHour {
  /** Slots that the schedules as they are now have in this hour. */
  expected: number;
  state: HourState;
  /** What became of them, most serious first. */
  endings: { status: RunStatus; reason: string | null; by: SlotCourse; count: number }[];
  /** Slots that are over and of which nothing was recorded. */
  unrecorded: number;
}

export interface SlotDay extends WallDay {
  hours: CalendarHour[];
}

/** A slot this young may still be on its way. */
const SETTLING_MS = 5 * 60_000;

/** What of a cell decides how it looks, most serious first. */
const SERIOUS: readonly RunStatus[] = [
  ...(["failed", "timed_out", "abandoned", "missed"] as const),
  ...(["partial", "skipped", "cancelled", "started", "retrying", "queued", "completed"] as const),
];

/** Days by hours: what was expected, and what became of it. Pure. @param days in the order they are shown */
export function slotCalendar(
  days: readonly WallDay[],
  { schedules, groups, now }: { schedules: readonly CalendarSchedule[]; groups: readonly SlotGroup[]; now: Date },
): SlotDay[] {
  const timings = new Map(schedules.map(({ id, timing }) => [id, timing]));
  return days.map(({ date, hours }) => ({
    date,
    hours: hours.map((hour) => hourOf(hour, { endings: endingsIn(hour, groups, timings), schedules, now })),
  }));
}

function hourOf(
  hour: WallHour,
  { endings, schedules, now }: { endings: CalendarHour["endings"]; schedules: readonly CalendarSchedule[]; now: Date },
): CalendarHour {
  const { at } = hour;
  const end = lastOf(hour);
  const settled = new Date(Math.min(end.getTime(), now.getTime() - SETTLING_MS));
  const past = schedules.reduce((sum, schedule) => sum + slotsOf(schedule, at, settled), 0);
  const ahead = schedules
    .filter(({ enabled }) => enabled)
    .reduce((sum, schedule) => sum + slotsOf(schedule, laterOf(at, settled, 1), end), 0);
  const told = endings.reduce((sum, { count }) => sum + count, 0);
  const unrecorded = Math.max(0, past - told);
  const expected = Math.max(past + ahead, told);
  return { ...hour, expected, endings, unrecorded, state: stateOf(endings, { unrecorded, expected }) };
}

function slotsOf({ timing, since, until }: CalendarSchedule, from: Date, to: Date): number {
  const first = since > from ? since : from;
  const last = until !== null && until < to ? until : to;
  return first > last ? 0 : countSlots(timing, first, last);
}

function laterOf(at: Date, settled: Date, stepMs: number): Date {
  return settled >= at ? new Date(settled.getTime() + stepMs) : at;
}

function stateOf(
  endings: CalendarHour["endings"],
  { unrecorded, expected }: { unrecorded: number; expected: number },
): HourState {
  const worst = endings[0]?.status;
  if (worst === undefined) return unrecorded > 0 ? "unknown" : expected > 0 ? "ahead" : "none";
  switch (worst) {
    case "failed":
    case "timed_out":
    case "abandoned":
      return "failed";
    case "missed":
    case "partial":
    case "completed":
      return worst;
    case "skipped":
    case "cancelled":
      return "skipped";
    case "started":
    case "retrying":
    case "queued":
      return "open";
  }
}

function endingsIn(hour: WallHour, groups: readonly SlotGroup[], timings: ReadonlyMap<string, Timing>) {
  const counts = new Map<string, CalendarHour["endings"][number]>();
  const repeated = groups.filter((group) => group.by === "backfill" && countIn(group, hour, undefined) > 0);
  for (const group of groups) {
    const count = countIn(group, hour, timings.get(group.scheduleId)) - countWithin(group, repeated);
    if (count <= 0) continue;
    const { status, reason, by } = group;
    const key = `${status} ${by} ${reason ?? ""}`;
    counts.set(key, { status, reason, by, count: count + (counts.get(key)?.count ?? 0) });
  }
  return [...counts.values()].sort((a, b) => SERIOUS.indexOf(a.status) - SERIOUS.indexOf(b.status));
}

function countIn({ from, until, count }: SlotGroup, hour: WallHour, timing: Timing | undefined): number {
  const { at } = hour;
  const end = lastOf(hour);
  if (until === null) return from >= at && from <= end ? count : 0;
  if (until < at || from > end || timing === undefined) return 0;
  return countSlots(timing, from > at ? from : at, until < end ? until : end);
}

/** Slots of a range that a backfill ran: they are told with that run, not twice. */
function countWithin({ scheduleId, from, until }: SlotGroup, repeated: readonly SlotGroup[]): number {
  if (until === null) return 0;
  return repeated.filter((slot) => slot.scheduleId === scheduleId && slot.from >= from && slot.from <= until).length;
}

const lastOf = ({ until }: WallHour) => new Date(until.getTime() - 1);
