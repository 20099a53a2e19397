import type { BackfillBatch, BackfillStore, CancelledBatch } from "../../cron/ports/backfills.ts";
import type { Alongside, RunQueue } from "../../cron/ports/queue.ts";
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

  async add(batch: BackfillBatch, alongside?: Alongside<string[]>): Promise<string[]> {
    const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id);
    const writing = { name: "backfill" as const, values: [toJson(batch)], runIdsOf: idsOf };
    const also: Alongside<{ id: string }[]> | undefined =
      alongside && ((within, rows) => alongside(within, idsOf(rows)));
    return idsOf(await writeAndCarry(this.#statements, this.#queue, writing, also));
  }

  cancel(batchId: string, alongside?: Alongside<CancelledBatch>): Promise<CancelledBatch> {
    const toAnswer = (row: CancelledBatch | undefined) => row ?? { cancelled: 0, requested: 0 };
    return this.#statements.runAlongside({ name: "cancelBackfill", values: [batchId], toAnswer }, alongside);
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
