import type { ScheduleRecord } from "../../cron/schedules/record.ts";
import { firstSlot, timingOf } from "../../cron/schedules/settings.ts";
import { countSlots, nextSlot } from "../../cron/time/timing.ts";
import type { JobHold, Pause } from "./scheduler.ts";

/** Why slots that lie ahead will not run. `until` null: until a person changes it. */
export interface Hold {
  of: "schedule" | "job" | "everything";
  kind: "disabled" | "paused";
  until: Date | null;
  reason: string | null;
  by: string | null;
}

export interface SlotAhead {
  at: Date;
  /** `held`: it falls into a pause or the schedule is off. `taken_out`: a person skips it. */
  fate: "expected" | "held" | "taken_out";
}

/** What lies ahead of a schedule: its slots one by one, or where they are too many to tell apart, their number. */
export type Ahead =
  | { kind: "slots"; slots: SlotAhead[] }
  /** `gapMs`: from the first slot to the second. */
  | { kind: "band"; count: number; first: Date; until: Date; gapMs: number };

/** More slots than this are no longer drawn one by one. */
export const MAX_SLOTS = 60;

/** Everything that holds a schedule still now, its own holds first. */
export function holdsOf(
  own: { enabled: boolean; pause: Pause | null },
  job: JobHold,
  everything: Pause | null,
): Hold[] {
  const disabled = (of: Hold["of"], enabled: boolean): Hold[] =>
    enabled ? [] : [{ of, kind: "disabled", until: null, reason: null, by: null }];
  const paused = (of: Hold["of"], pause: Pause | null): Hold[] =>
    pause === null ? [] : [{ of, kind: "paused", until: pause.until, reason: pause.reason, by: pause.by }];
  return [
    ...disabled("schedule", own.enabled),
    ...paused("schedule", own.pause),
    ...disabled("job", job.enabled),
    ...paused("job", job.pause),
    ...paused("everything", everything),
  ];
}

/** When a held schedule goes on by itself: `from` when nothing holds it, null when a person has to act. */
export function heldUntil(holds: readonly Hold[], from: Date): Date | null {
  let end = from;
  for (const { until } of holds) {
    if (until === null) return null;
    if (until > end) end = until;
  }
  return end;
}

interface AheadQuestion {
  from: Date;
  to: Date;
  holds: readonly Hold[];
  /** Slots that people took out, in ms. */
  takenOut: ReadonlySet<number>;
}

/** The slots of a schedule between two instants. A month of minutes costs no more than an hour of them. */
export function slotsAhead(record: ScheduleRecord, { from, to, holds, takenOut }: AheadQuestion): Ahead {
  const { settings, anchorAt } = record;
  const first = firstAhead(record, from);
  if (first === null || first > to) return { kind: "slots", slots: [] };
  const timing = timingOf(settings, anchorAt);
  const end = settings.endsAt === null ? to : earlier(new Date(settings.endsAt), to);
  const count = countSlots(timing, first, end);
  if (count > MAX_SLOTS) {
    const second = nextSlot(timing, first) ?? first;
    return { kind: "band", count, first, until: end, gapMs: second.getTime() - first.getTime() };
  }
  return { kind: "slots", slots: nextSlots(record, { from, holds, takenOut }, count) };
}

/** The next `count` slots of a schedule, fewer when it ends before. */
export function nextSlots(
  record: ScheduleRecord,
  { from, holds, takenOut }: Omit<AheadQuestion, "to">,
  count: number,
): SlotAhead[] {
  const goesOn = heldUntil(holds, from);
  const fateOf = (at: Date): SlotAhead["fate"] => {
    if (takenOut.has(at.getTime())) return "taken_out";
    return goesOn === null || at < goesOn ? "held" : "expected";
  };
  const slots: SlotAhead[] = [];
  for (let at = firstAhead(record, from); at && slots.length < count; at = firstAhead(record, at)) {
    slots.push({ at, fate: fateOf(at) });
  }
  return slots;
}

/** The next slot that will run, past all holds and slots that people took out; null when none will by itself. */
export function nextToRun(record: ScheduleRecord, { from, holds, takenOut }: Omit<AheadQuestion, "to">): Date | null {
  const goesOn = heldUntil(holds, from);
  if (goesOn === null) return null;
  let slot = firstAhead(record, new Date(Math.max(from.getTime(), goesOn.getTime() - 1)));
  while (slot && takenOut.has(slot.getTime())) slot = firstAhead(record, slot);
  return slot;
}

/** A schedule that is over, or whose job left the code, has no slot ahead. */
function firstAhead(record: ScheduleRecord, after: Date): Date | null {
  if (record.nextSlot === null || record.removedAt !== null) return null;
  return record.nextSlot > after
    ? record.nextSlot
    : firstSlot(record.settings, { anchorAt: record.anchorAt, now: after });
}

const earlier = (a: Date, b: Date) => (a < b ? a : b);
