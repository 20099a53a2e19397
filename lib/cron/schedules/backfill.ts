import type { AnyJob } from "../jobs/define-job.ts";
import { lockKeyOf } from "../jobs/lock-key.ts";
import { countSlots, lastSlots, type Timing } from "../time/timing.ts";
import type { Json } from "../words/json.ts";
import { FAILED_STATUSES, isOneOf, isWaiting, type RunStatus, SUCCESSFUL_STATUSES } from "../words/vocabulary.ts";

/** Which slots of the range are run again: those without a success, only those that failed, or all. */
export const BACKFILL_CHOICES = ["missing", "failed", "all"] as const;
export type BackfillChoice = (typeof BACKFILL_CHOICES)[number];

/** What a row of the ledger says about the slots from `from` to `until`, both included. */
export interface SlotEntry {
  runId: string;
  status: RunStatus;
  from: Date;
  until: Date;
}

/** A slot and the run that tells most about it: a success before one under way before the latest. */
export interface PastSlot {
  slot: Date;
  run: { id: string; status: RunStatus } | null;
}

/** Instants between which a schedule has slots at all; null: open. */
export interface SlotBounds {
  timing: Timing;
  startsAt: Date | null;
  endsAt: Date | null;
}

interface Range {
  from: Date;
  to: Date;
}

/** How many slots lie in the range, both ends included. Costs no more for a year of minutes than for a day. */
export function countPastSlots(bounds: SlotBounds, range: Range): number {
  const { from, to } = within(bounds, range);
  return countSlots(bounds.timing, from, to);
}

/** The slots of the range, oldest first, at most `limit` (the latest). */
export function pastSlots(bounds: SlotBounds, range: Range & { limit: number }): Date[] {
  return lastSlots(bounds.timing, { ...within(bounds, range), limit: range.limit });
}

/** Finds each slot's run. Pure; the entries may come in any order and overlap. */
export function matchSlots(slots: readonly Date[], entries: readonly SlotEntry[]): PastSlot[] {
  const single = new Map<number, SlotEntry>();
  const ranges: SlotEntry[] = [];
  for (const entry of entries) {
    const at = entry.from.getTime();
    if (entry.until.getTime() > at) ranges.push(entry);
    else single.set(at, telling(single.get(at), entry));
  }
  return slots.map((slot) => {
    const covering = ranges.filter((range) => range.from <= slot && slot <= range.until);
    const entry = covering.reduce<SlotEntry | undefined>(telling, single.get(slot.getTime()));
    return { slot, run: entry ? { id: entry.runId, status: entry.status } : null };
  });
}

/** Whether a slot is run again. One whose run is under way is so only by `all`. */
export function isChosen({ run }: PastSlot, choice: BackfillChoice): boolean {
  switch (choice) {
    case "all":
      return true;
    case "failed":
      return run !== null && isOneOf(FAILED_STATUSES, run.status);
    case "missing":
      return run === null || rank(run.status) === 0;
  }
}

/** The lock key of backfill runs: apart from the live ones', so that live slots never wait for them. */
export function backfillLockKey(job: AnyJob, params: Json): string {
  return `${lockKeyOf(job, params)}#backfill`;
}

/** Which of two runs of one slot tells most about it. */
export function telling<Entry extends Pick<SlotEntry, "runId" | "status">>(
  known: Entry | undefined,
  entry: Entry,
): Entry {
  if (known === undefined) return entry;
  const more = rank(entry.status) - rank(known.status);
  // Ids are made in the order of time.
  return more > 0 || (more === 0 && entry.runId > known.runId) ? entry : known;
}

function rank(status: RunStatus): 0 | 1 | 2 {
  if (isOneOf(SUCCESSFUL_STATUSES, status)) return 2;
  return status === "started" || isWaiting(status) ? 1 : 0;
}

function within({ startsAt, endsAt }: SlotBounds, { from, to }: Range): Range {
  return { from: startsAt && startsAt > from ? startsAt : from, to: endsAt && endsAt < to ? endsAt : to };
}
