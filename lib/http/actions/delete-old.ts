import { setTimeout as sleep } from "node:timers/promises";
import type { Acting } from "../acting.ts";
import { recordAudit } from "../audit.ts";

/** Rows of one statement; measured: larger ones hold up inserts. */
const BATCH = 10_000;
/** Between two batches others write: without it, the inserts beside a deletion are slowest of all. */
const PAUSE_MS = 100;

export interface Deleted {
  runs: number;
  logLines: number;
}

export interface DeletionOptions {
  /** Rows of one statement at most. */
  batch?: number;
  /** Ends it between two batches. */
  signal?: AbortSignal;
}

/** Deletes what is past its time, in paused batches; cron_delete_old_v1() has the rules. */
export async function deleteOld(acting: Acting, { batch = BATCH, signal }: DeletionOptions = {}): Promise<Deleted> {
  const total: Deleted = { runs: 0, logLines: 0 };
  while (!signal?.aborted) {
    const { runs, logLines } = await deleteBatch(acting, batch);
    total.runs += runs;
    total.logLines += logLines;
    if (runs + logLines === 0) break;
    await sleep(PAUSE_MS);
  }
  const after = { ...total };
  await recordAudit(acting.runtime.db, acting, { action: "retention.cleanup", target: "history", after });
  return total;
}

async function deleteBatch({ runtime }: Acting, batch: number): Promise<Deleted> {
  const [deleted] = await runtime.db.$queryRaw<Deleted[]>`
    select d.runs, d.log_lines as "logLines" from cron_delete_old_v1(${batch}::integer) d`;
  return deleted ?? { runs: 0, logLines: 0 };
}
