import type { AdmitAnswer, AdmitRequest } from "../../cron/ports/runs.ts";
import type { RunStatus } from "../../cron/words/vocabulary.ts";
import { type BatchMember, NaturalBatch } from "./natural-batch.ts";
import type { Statements } from "./statements.ts";
import { admitJson, admitValues } from "./wire.ts";

/** A reason that goes away between two questions is a race; so many in a row are a fault of ours. */
export const MAX_ROUNDS = 50;

interface BegunRow {
  id: string;
  fence: string;
  scheduled_for: Date | null;
  started_at: Date;
}

export type RefusalRow =
  | { outcome: "again" }
  | { outcome: "started"; fence: string; scheduled_for: Date | null; started_at: Date }
  | { outcome: "queued"; run_id: string }
  | { outcome: "duplicate"; run_id: string; status: RunStatus }
  | {
      outcome: "skipped";
      reason: "disabled" | "paused" | "already_running";
      run_id: string | null;
      held_by: string | null;
      held_since: Date | null;
    };

/**
 * Asks two questions. First, grouped with all that come at the same time: who fits? One statement, one commit; the
 * unique indexes decide. Then each of the others, in a transaction of its own: why not? Winners and losers never share
 * a transaction, else their locks deadlock.
 */
export class Admission {
  readonly #statements: Statements;
  readonly #winners: NaturalBatch<AdmitRequest, BegunRow | null>;
  readonly #refusals: Turns;

  constructor(statements: Statements) {
    this.#statements = statements;
    // A storm of refusals, or some that hang on locked rows, must leave a connection for those who run.
    this.#refusals = new Turns(Math.max(1, statements.connections - 1));
    this.#winners = new NaturalBatch({
      encode: (request) => admitJson(request, { deferred: false }),
      send: (members) => this.#admitGroup(members),
    });
  }

  async admit(request: AdmitRequest): Promise<AdmitAnswer> {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const begun = await this.#winners.push(request);
      if (begun) return started(request, begun);
      const refusal = await this.#refusals.take(request.lockKey, () => this.#refuse(request));
      if (refusal.outcome === "started") return started(request, refusal);
      if (refusal.outcome !== "again") return toAnswer(refusal);
    }
    throw new Error(`The admission of run ${request.id} (${request.jobName}) did not settle in ${MAX_ROUNDS} rounds`);
  }

  async #admitGroup(members: BatchMember<AdmitRequest>[]): Promise<(BegunRow | null)[]> {
    const rows = await this.#ask(members);
    const begun = new Map(rows.map((row) => [row.id, row]));
    return members.map(({ request }) => begun.get(request.id) ?? null);
  }

  #ask(members: BatchMember<AdmitRequest>[]): Promise<BegunRow[]> {
    const [first] = members;
    if (first && members.length === 1) return this.#statements.run("admitOne", admitValues(first.request));
    return this.#statements.run("admit", [`[${members.map(({ json }) => json).join()}]`]);
  }

  async #refuse(request: AdmitRequest): Promise<RefusalRow> {
    const [row] = await this.#statements.run<RefusalRow>("refuse", [admitJson(request, { deferred: false })]);
    if (!row) throw new Error("cron_refuse_v2 returned no row: is the database migrated?");
    return row;
  }
}

export function toAnswer(
  row: Exclude<RefusalRow, { outcome: "again" | "started" }>,
): Exclude<AdmitAnswer, { outcome: "started" }> {
  switch (row.outcome) {
    case "queued":
      return { outcome: "queued", runId: row.run_id };
    case "duplicate":
      return { outcome: "duplicate", runId: row.run_id, status: row.status };
    case "skipped": {
      const heldBy = row.held_by && row.held_since && { runId: row.held_by, since: row.held_since };
      return { outcome: "skipped", reason: row.reason, runId: row.run_id, heldBy: heldBy || null };
    }
  }
}

function started(request: AdmitRequest, row: Omit<BegunRow, "id">): AdmitAnswer {
  const { id, jobName, maxAttempts, trigger, lockKey, params } = request;
  const known = {
    id,
    jobName,
    maxAttempts,
    trigger,
    lockKey,
    params,
    attempt: 1,
    continuations: 0,
    interruptions: 0,
    coalescedCount: 0,
  };
  return {
    outcome: "started",
    run: { ...known, fence: row.fence, scheduledFor: row.scheduled_for, startedAt: row.started_at },
  };
}

/**
 * Runs the tasks of one key one after another, in the order they came, and those of different keys side by side, up to
 * a number at once.
 */
class Turns {
  #free: number;
  readonly #waiting: (() => void)[] = [];
  readonly #lastOf = new Map<string, Promise<void>>();

  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  take<T>(key: string, task: () => Promise<T>): Promise<T> {
    const turn = (this.#lastOf.get(key) ?? Promise.resolve()).then(() => this.#run(task));
    const settled = turn.then(ignore, ignore).then(() => {
      if (this.#lastOf.get(key) === settled) this.#lastOf.delete(key);
    });
    this.#lastOf.set(key, settled);
    return turn;
  }

  async #run<T>(task: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free--;
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }
}

/** The task's caller sees how it settled; the next in line only needs that it did. */
function ignore(): void {}
