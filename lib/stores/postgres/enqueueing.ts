import type { AdmitAnswer, AdmitRequest } from "../../cron/ports.ts";
import type { RunQueue } from "../../cron/queue-ports.ts";
import { MAX_ROUNDS, type RefusalRow, toAnswer } from "./admission.ts";
import type { Statements } from "./statements.ts";
import { admitJson } from "./wire.ts";

/** Admits runs to wait for a worker: the row and its carrier are one commit. */
export class Enqueueing {
  readonly #statements: Statements;
  readonly #queue: RunQueue | null;

  constructor(statements: Statements, queue: RunQueue | null) {
    this.#statements = statements;
    this.#queue = queue;
  }

  async enqueue(request: AdmitRequest): Promise<Exclude<AdmitAnswer, { outcome: "started" }>> {
    await this.#queue?.open();
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const row = await this.#ask(request);
      if (row.outcome === "again" || row.outcome === "started") continue;
      return toAnswer(row);
    }
    throw new Error(`The admission of run ${request.id} (${request.jobName}) did not settle in ${MAX_ROUNDS} rounds`);
  }

  #ask(request: AdmitRequest): Promise<RefusalRow> {
    return this.#statements.inTransaction(async (transaction) => {
      const [row] = await transaction.run<RefusalRow>("refuse", [admitJson(request, { deferred: true })]);
      if (!row) throw new Error("cron_refuse_v2 returned no row: is the database migrated?");
      if (row.outcome === "queued") {
        const run = { runId: row.run_id, dueInMs: 0, backfill: request.trigger === "backfill" };
        await this.#queue?.send([run], transaction);
      }
      return row;
    });
  }
}
