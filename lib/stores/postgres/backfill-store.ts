import type { BackfillBatch, BackfillStore } from "../../cron/ports/backfills.ts";
import type { RunQueue } from "../../cron/ports/queue.ts";
import { writeAndCarry } from "./carry-waiting.ts";
import type { Statements } from "./statements.ts";

/** Batches in `cron_backfills`, their runs in `cron_job_logs`. */
export class PostgresBackfillStore implements BackfillStore {
  readonly #statements: Statements;
  readonly #queue: RunQueue | null;

  constructor(statements: Statements, queue: RunQueue | null) {
    this.#statements = statements;
    this.#queue = queue;
  }

  async add(batch: BackfillBatch): Promise<string[]> {
    const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);
    const values = [toJson(batch)];
    return idsOf(await writeAndCarry(this.#statements, this.#queue, { name: "backfill", values, runIdsOf: idsOf }));
  }

  async cancel(batchId: string): Promise<{ cancelled: number; requested: number }> {
    type Row = { cancelled: number; requested: number };
    const [row] = await this.#statements.run<Row>("cancelBackfill", [batchId]);
    return row ?? { cancelled: 0, requested: 0 };
  }
}

/** The JSON that cron_backfill_v1 reads: column names as keys. */
function toJson(batch: BackfillBatch): string {
  const { jobName, scheduleId, lockKey, maxAttempts, ...same } = batch;
  return JSON.stringify({
    ...same,
    job_name: jobName,
    schedule_id: scheduleId,
    lock_key: lockKey,
    max_attempts: maxAttempts,
  });
}
