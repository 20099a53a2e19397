import type { CatchUpRules, EndedPause, PlannedRun, UnrunSlots } from "../schedules/misfire.ts";
import type { ScheduleRecord, ScheduleWrite } from "../schedules/record.ts";
import type { Timing } from "../time/timing.ts";
import type { Json } from "../words/json.ts";
import type { HoldReason, OverlapPolicy } from "../words/vocabulary.ts";
import type { SlotRequest } from "./runs.ts";

/** What the dispatcher needs from outside. */

/** A schedule of which at least one slot fell due. */
export interface DueRow {
  id: string;
  jobName: string;
  /** Raised by every edit; together with `nextSlot` it is what a dispatcher compares before it sets. */
  version: number;
  timing: Timing;
  nextSlot: Date;
  rules: CatchUpRules;
  /** The dispatcher looks at a slot this long after it. */
  delayMs: number;
  /** At most so much is added to each start. */
  jitterMs: number;
  /** Null: as the job says. */
  overlap: OverlapPolicy | null;
  params: Json;
  endsAt: Date | null;
  pauses: readonly EndedPause[];
}

/** One due schedule with everything that is to be written for it. */
export interface DispatchItem {
  scheduleId: string;
  version: number;
  /** The `nextSlot` that the plan was made for. */
  slot: Date;
  nextSlot: Date | null;
  nextRunAt: Date | null;
  lastSlot: Date | null;
  jobName: string;
  enabledByDefault: boolean;
  lockKey: string;
  lanes: number;
  overlap: OverlapPolicy;
  maxAttempts: number;
  params: Json;
  release: string | null;
  runs: (PlannedRun & { id: string })[];
  unrun: (UnrunSlots & { id: string })[];
}

export interface Dispatched {
  scheduleId: string;
  /** Runs that were made; 0 when all its slots were refused, delivered from outside already, or not to run. */
  runs: number;
}

/** Where schedules live, as the dispatcher sees it. Safe to call from any number of processes at once. */
export interface ScheduleStore {
  /** Due schedules of the given jobs, longest due first, without locking them, and the store's own time. */
  due(request: { limit: number; jobNames: readonly string[] }): Promise<{ now: Date; rows: DueRow[] }>;
  /** Those of these schedules of which a slot has come, even where the dispatcher would still wait for its delay. */
  pending(scheduleIds: readonly string[]): Promise<{ now: Date; rows: DueRow[] }>;
  /** Whether people hold the schedule, or this slot of it, still; null also where there is no such schedule. */
  heldBack(slot: SlotRequest): Promise<HoldReason | null>;
  /** Moves each schedule on if it is still as it was read, and writes the ending of every slot, in one commit. */
  dispatch(items: DispatchItem[]): Promise<Dispatched[]>;
  /**
   * Puts a schedule that cannot be planned off for a minute, with the reason, if it is still as it was read; its slots
   * keep waiting. Moving or changing it takes the reason away. Answers whether this call put it off.
   */
  park(row: DueRow, reason: string): Promise<boolean>;
  /**
   * Of the schedules that code declared, those with one of these ids, removed or not, and those of any release that were
   * not removed yet; and the store's own time. What people made is not looked at, however much it is.
   */
  declared(scheduleIds: readonly string[]): Promise<{ now: Date; records: ScheduleRecord[] }>;
  /** The latest slot that has an ending or a run, of each of these schedules that has any. */
  lastSlots(scheduleIds: readonly string[]): Promise<ReadonlyMap<string, Date>>;
  /** Keeps a row of every registered job, with its old names, for people who ask or switch jobs in the database. */
  registerJobs(jobs: readonly { name: string; aliases: readonly string[]; enabledByDefault: boolean }[]): Promise<void>;
  /** Answers the version that the schedule has now, or null when somebody else changed (or made) it first. */
  put(write: ScheduleWrite): Promise<number | null>;
  /** When the next schedule falls due, by the store's clock in ms from now; null when none will. */
  msUntilNextDue(jobNames: readonly string[]): Promise<number | null>;
}
