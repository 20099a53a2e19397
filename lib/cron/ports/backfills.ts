import type { BackfillChoice } from "../schedules/backfill.ts";
import type { Json } from "../words/json.ts";
import type { Alongside } from "./queue.ts";

/** A batch: past slots of one schedule that are to be run again. */
export interface BackfillBatch {
  /** Sent again under the same id it adds nothing. */
  id: string;
  jobName: string;
  scheduleId: string;
  from: Date;
  to: Date;
  choice: BackfillChoice;
  /** Runs of the batch's lock key at once. */
  concurrency: number;
  /** Runs although the job is disabled or paused; the caller has checked that the actor may. */
  force: boolean;
  params: Json;
  /** Never a live run's key: live slots do not wait for a backfill. */
  lockKey: string;
  maxAttempts: number;
  actor: string | null;
  release: string | null;
  /** Oldest slot first, ids in the same order: waiting runs of a key are taken in the order of their ids. */
  runs: readonly { id: string; slot: Date }[];
}

/** Waiting runs that were cancelled, and started ones that were asked to stop. */
export interface CancelledBatch {
  cancelled: number;
  requested: number;
}

/** Where batches live. Safe to call from any number of processes at once. */
export interface BackfillStore {
  /** Makes the batch and its waiting runs in one commit. Answers the ids of the runs it made: none for a known batch. */
  add(batch: BackfillBatch, alongside?: Alongside<string[]>): Promise<string[]>;
  /** Cancels the batch's waiting runs at once and asks its started ones to stop; answers how many of each. */
  cancel(batchId: string, alongside?: Alongside<CancelledBatch>): Promise<CancelledBatch>;
}
