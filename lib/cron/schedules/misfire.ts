import { countSlots, lastSlots, latestSlot, nextSlot, type Timing } from "../time/timing.ts";
import type { MisfirePolicy } from "../words/vocabulary.ts";

export interface CatchUpRules {
  misfire: MisfirePolicy;
  /** Older slots are never run. Null: however late. */
  maxLatenessMs: number | null;
  /** Runs that `run-all` makes at most. */
  maxCatchUp: number;
  /** How late a slot may be and still count as on time. */
  graceMs: number;
}

export interface DueSchedule {
  timing: Timing;
  /** The first slot that has no ending yet. */
  nextSlot: Date;
  rules: CatchUpRules;
  /** No slot after this instant. */
  endsAt: Date | null;
}

/** A slot that gets a run of its own. */
export interface PlannedRun {
  slot: Date;
  /** Slots before it that this run stands for as well. */
  coalesced: number;
  /** Not on time: catch-up runs wait for their turn whatever the overlap policy. */
  late: boolean;
}

/** Slots that get no run: one, or a range of them. */
export interface UnrunSlots {
  from: Date;
  until: Date;
  count: number;
  status: "missed" | "skipped";
  reason: "scheduler_down" | "coalesced" | "too_late" | "cap";
}

export interface DispatchPlan {
  runs: PlannedRun[];
  unrun: UnrunSlots[];
  /** The next slot that will fall due, or null when the schedule is over. */
  next: Date | null;
}

/** A slot younger than this may still be delivered from outside, so it always has a row of its own. */
const DELIVERABLE_MS = 2 * 3_600_000;

/**
 * What becomes of every slot of a schedule that fell due by `now`. Pure. Each slot is in exactly one of `runs` and
 * `unrun`; old ones are counted, not listed, so that a month of missed minutes costs no more than one.
 */
export function planSlots(schedule: DueSchedule, now: Date): DispatchPlan {
  const { timing, endsAt } = schedule;
  const until = endsAt && endsAt < now ? endsAt : now;
  const last = latestSlot(timing, until);
  if (!last || last < schedule.nextSlot) {
    // A stored slot that has come but is none of the schedule's (its zone's rules changed since): on to one that is.
    const next = schedule.nextSlot > until ? schedule.nextSlot : nextSlot(timing, until);
    return { runs: [], unrun: [], next: within(next, endsAt) };
  }
  const runs = slotsToRun(schedule, last, now);
  return { runs, unrun: unrunBefore(schedule, { last, runs, now }), next: within(nextSlot(timing, last), endsAt) };
}

function slotsToRun({ timing, nextSlot: first, rules }: DueSchedule, last: Date, now: Date): PlannedRun[] {
  const onTime = now.getTime() - last.getTime() <= rules.graceMs;
  const oldest = oldestRunnable(rules, now);
  switch (rules.misfire) {
    case "skip":
      return onTime ? [{ slot: last, coalesced: 0, late: false }] : [];
    case "run-once":
      if (!onTime && last < oldest) return [];
      return [{ slot: last, coalesced: countSlots(timing, first, last) - 1, late: !onTime }];
    case "run-all": {
      const from = onTime && last < oldest ? last : laterOf(first, oldest);
      const slots = lastSlots(timing, { from, to: last, limit: rules.maxCatchUp });
      // Several at once are a backlog, and each is to run: as on-time ones the youngest would meet the overlap policy,
      // which refuses them while the older ones wait.
      const isLate = (slot: Date) => slots.length > 1 || now.getTime() - slot.getTime() > rules.graceMs;
      return slots.map((slot) => ({ slot, coalesced: 0, late: isLate(slot) }));
    }
  }
}

/** The slots before the first run, by why they do not run: too old, or above the cap, or simply missed. */
function unrunBefore(
  { timing, nextSlot: first, rules }: DueSchedule,
  { last, runs, now }: { last: Date; runs: PlannedRun[]; now: Date },
): UnrunSlots[] {
  const end = runs[0] ? latestSlot(timing, new Date(runs[0].slot.getTime() - 1)) : last;
  if (!end || end < first) return [];
  const oldest = oldestRunnable(rules, now);
  switch (rules.misfire) {
    case "skip":
      return ranges(timing, { from: first, to: end, now }, { status: "missed", reason: "scheduler_down" });
    case "run-once":
      return ranges(
        timing,
        { from: first, to: end, now },
        { status: "skipped", reason: runs[0] ? "coalesced" : "too_late" },
      );
    case "run-all": {
      const tooOld = latestSlot(timing, new Date(oldest.getTime() - 1));
      const old = tooOld && tooOld >= first ? { from: first, to: earlierOf(tooOld, end), now } : null;
      const capFrom = old ? nextSlot(timing, old.to) : first;
      return [
        ...(old ? ranges(timing, old, { status: "skipped", reason: "too_late" }) : []),
        ...(capFrom && capFrom <= end
          ? ranges(timing, { from: capFrom, to: end, now }, { status: "skipped", reason: "cap" })
          : []),
      ];
    }
  }
}

/** One counted range for what is old, and single slots for what might still be delivered from outside. */
function ranges(
  timing: Timing,
  { from, to, now }: { from: Date; to: Date; now: Date },
  why: Pick<UnrunSlots, "status" | "reason">,
): UnrunSlots[] {
  const range = (first: Date, until: Date): UnrunSlots => ({
    from: first,
    until,
    count: countSlots(timing, first, until),
    ...why,
  });
  // Only cron schedules have deliveries from outside.
  if (timing.kind !== "cron") return [range(from, to)];
  const border = new Date(now.getTime() - DELIVERABLE_MS);
  const old = earlierOf(to, latestSlot(timing, border) ?? from);
  const young = lastSlots(timing, { from: laterOf(from, new Date(border.getTime() + 1)), to, limit: 10_000 });
  return [...(old >= from && old <= border ? [range(from, old)] : []), ...young.map((slot) => range(slot, slot))];
}

function oldestRunnable({ maxLatenessMs }: CatchUpRules, now: Date): Date {
  return new Date(maxLatenessMs === null ? 0 : now.getTime() - maxLatenessMs);
}

const within = (slot: Date | null, endsAt: Date | null) => (slot && endsAt && slot > endsAt ? null : slot);
const earlierOf = (a: Date, b: Date) => (a < b ? a : b);
const laterOf = (a: Date, b: Date) => (a > b ? a : b);
