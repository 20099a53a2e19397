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
  /** Pauses that are over: what lay in them is skipped, whenever it is looked at. */
  pauses?: readonly EndedPause[];
}

/** A pause that is over. `until` lies after it. */
export interface EndedPause {
  from: Date;
  until: Date;
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
  reason: "scheduler_down" | "coalesced" | "too_late" | "cap" | "paused";
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
  const next = within(nextSlot(timing, last), endsAt);
  const { held, live } = splitByPauses(schedule, last);
  const unrun = held.flatMap((span) => ranges(timing, { spans: [span], now }, { status: "skipped", reason: "paused" }));
  if (live.length === 0) return { runs: [], unrun, next };
  const runs = slotsToRun(schedule, live, now);
  unrun.push(...unrunBefore(schedule, { live, runs, now }));
  return { runs, unrun: unrun.toSorted((a, b) => a.from.getTime() - b.from.getTime()), next };
}

/** Slots from one to another, both included. */
interface Span {
  from: Date;
  to: Date;
}

/** The slots that have come, by whether they lay in a pause: oldest first. */
function splitByPauses({ timing, nextSlot: first, pauses = [] }: DueSchedule, last: Date) {
  const split = { held: [] as Span[], live: [] as Span[] };
  let from: Date | null = first;
  for (const pause of pauses.toSorted((a, b) => a.from.getTime() - b.from.getTime())) {
    if (from === null || from > last || pause.until <= from) continue;
    addSpan(split.live, timing, { from, to: earlierOf(justBefore(pause.from), last) });
    const held = nextSlot(timing, justBefore(laterOf(pause.from, from)));
    if (held) addSpan(split.held, timing, { from: held, to: earlierOf(justBefore(pause.until), last) });
    from = nextSlot(timing, justBefore(laterOf(pause.until, from)));
  }
  if (from) addSpan(split.live, timing, { from, to: last });
  return split;
}

/** Adds the slots up to an instant, if there are any. */
function addSpan(spans: Span[], timing: Timing, { from, to: end }: Span): void {
  const to = latestSlot(timing, end);
  if (to && to >= from) spans.push({ from, to });
}

/** @param live spans of slots that no pause held, oldest first */
function slotsToRun({ timing, rules }: DueSchedule, live: readonly Span[], now: Date): PlannedRun[] {
  const [first, last] = boundsOf(live);
  const onTime = now.getTime() - last.getTime() <= rules.graceMs;
  const oldest = oldestRunnable(rules, now);
  switch (rules.misfire) {
    case "skip":
      return onTime ? [{ slot: last, coalesced: 0, late: false }] : [];
    case "run-once":
      if (!onTime && last < oldest) return [];
      return [{ slot: last, coalesced: countIn(timing, live) - 1, late: !onTime }];
    case "run-all": {
      const from = onTime && last < oldest ? last : laterOf(first, oldest);
      const slots = lastIn(timing, clipped(live, { from, to: last }), rules.maxCatchUp);
      // Several at once are a backlog, and each is to run: as on-time ones the youngest would meet the overlap policy,
      // which refuses them while the older ones wait.
      const isLate = (slot: Date) => slots.length > 1 || now.getTime() - slot.getTime() > rules.graceMs;
      return slots.map((slot) => ({ slot, coalesced: 0, late: isLate(slot) }));
    }
  }
}

/** The slots before the first run, by why they do not run: too old, or above the cap, or simply missed. */
function unrunBefore(
  { timing, rules }: DueSchedule,
  { live, runs, now }: { live: readonly Span[]; runs: PlannedRun[]; now: Date },
): UnrunSlots[] {
  const [first, last] = boundsOf(live);
  const inSpan = (span: Span) => ({ spans: clipped(live, span), now });
  const end = runs[0] ? latestSlot(timing, justBefore(runs[0].slot)) : last;
  if (!end || end < first) return [];
  const oldest = oldestRunnable(rules, now);
  switch (rules.misfire) {
    case "skip":
      return ranges(timing, inSpan({ from: first, to: end }), { status: "missed", reason: "scheduler_down" });
    case "run-once": {
      const reason = runs[0] ? "coalesced" : "too_late";
      return ranges(timing, inSpan({ from: first, to: end }), { status: "skipped", reason });
    }
    case "run-all": {
      const tooOld = latestSlot(timing, justBefore(oldest));
      const old = tooOld && tooOld >= first ? { from: first, to: earlierOf(tooOld, end) } : null;
      const capFrom = old ? nextSlot(timing, old.to) : first;
      return [
        ...(old ? ranges(timing, inSpan(old), { status: "skipped", reason: "too_late" }) : []),
        ...(capFrom && capFrom <= end
          ? ranges(timing, inSpan({ from: capFrom, to: end }), { status: "skipped", reason: "cap" })
          : []),
      ];
    }
  }
}

/** One counted range for what is old, and single slots for what might still be delivered from outside. */
function ranges(
  timing: Timing,
  { spans, now }: { spans: readonly Span[]; now: Date },
  why: Pick<UnrunSlots, "status" | "reason">,
): UnrunSlots[] {
  return spans.flatMap((span) => rangesOf(timing, { ...span, now }, why));
}

function rangesOf(
  timing: Timing,
  { from, to, now }: Span & { now: Date },
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

function boundsOf(spans: readonly Span[]): [Date, Date] {
  const [first, last] = [spans[0], spans.at(-1)];
  if (!first || !last) throw new Error("Expected slots that no pause held, got none");
  return [first.from, last.to];
}

const clipped = (spans: readonly Span[], { from, to }: Span): Span[] =>
  spans
    .map((span) => ({ from: laterOf(span.from, from), to: earlierOf(span.to, to) }))
    .filter((span) => span.from <= span.to);

const countIn = (timing: Timing, spans: readonly Span[]) =>
  spans.reduce((sum, { from, to }) => sum + countSlots(timing, from, to), 0);

function lastIn(timing: Timing, spans: readonly Span[], limit: number): Date[] {
  let slots: Date[] = [];
  for (const span of spans.toReversed())
    slots = [...lastSlots(timing, { ...span, limit: limit - slots.length }), ...slots];
  return slots;
}

const justBefore = (at: Date) => new Date(at.getTime() - 1);
const within = (slot: Date | null, endsAt: Date | null) => (slot && endsAt && slot > endsAt ? null : slot);
const earlierOf = (a: Date, b: Date) => (a < b ? a : b);
const laterOf = (a: Date, b: Date) => (a > b ? a : b);
