import type { Alongside, CarriedRun, RunQueue } from "../../cron/ports/queue.ts";
import type {
  AdmitAnswer,
  AdmitRequest,
  Beat,
  BeatAnswer,
  CancelAnswer,
  ClaimRequest,
  FinishAnswer,
  FinishRequest,
  ForceEndAnswer,
  RescuedRun,
  RunOutcome,
  RunStore,
  StartedRun,
} from "../../cron/ports/runs.ts";
import type { RunStatus, Trigger } from "../../cron/words/vocabulary.ts";
import { Admission, MAX_ROUNDS, type RefusalRow, toAnswer } from "./admission.ts";
import { sendBeats } from "./beats.ts";
import { type BatchMember, NaturalBatch } from "./natural-batch.ts";
import { type ClaimedRow, type OutcomeRow, toOutcome, toStartedRun } from "./run-rows.ts";
import type { Statements } from "./statements.ts";
import { admitJson, finishJson, finishOneValues } from "./wire.ts";

/** Runs in `cron_job_logs`. A direct run costs two statements and two commits, shared with those that come together. */
export class PostgresRunStore implements RunStore {
  readonly #statements: Statements;
  readonly #beats: Statements;
  readonly #admission: Admission;
  readonly #enqueueing: Enqueueing;
  readonly #finishing: Finishing;

  /**
   * @param beats the same statements over the keeper's own connection
   * @param queue carries what is enqueued; without one whoever claims finds it by itself
   */
  constructor(statements: Statements, beats: Statements, queue: RunQueue | null) {
    this.#statements = statements;
    this.#beats = beats;
    this.#admission = new Admission(statements);
    this.#enqueueing = new Enqueueing(statements, queue);
    this.#finishing = new Finishing(statements);
  }

  admit(request: AdmitRequest): Promise<AdmitAnswer> {
    return this.#admission.admit(request);
  }

  enqueue(request: AdmitRequest): Promise<Exclude<AdmitAnswer, { outcome: "started" }>> {
    return this.#enqueueing.enqueue(request);
  }

  async uncarried({ limit, jobNames, afterMs }: Parameters<RunStore["uncarried"]>[0]): Promise<CarriedRun[]> {
    type Row = { id: string; trigger: Trigger };
    const rows = await this.#statements.run<Row>("uncarried", [limit, jobNames, afterMs]);
    return rows.map((row) => ({ runId: row.id, dueInMs: 0, backfill: row.trigger === "backfill" }));
  }

  async countDeliveries(runId: string, count: number): Promise<void> {
    await this.#statements.run("countDeliveries", [runId, count]);
  }

  async outcomes(runIds: readonly string[]): Promise<RunOutcome[]> {
    return (await this.#statements.run<OutcomeRow>("outcomes", [runIds])).map(toOutcome);
  }

  async claim(request: ClaimRequest): Promise<StartedRun[]> {
    const { worker, limit, backfills, leaseMs, jobNames, enabledByDefault, lockKey = null, runIds = null } = request;
    const values = [worker, limit, backfills, leaseMs, jobNames, enabledByDefault, lockKey, runIds];
    const rows = await this.#statements.run<ClaimedRow>("claim", values);
    return rows.map(toStartedRun);
  }

  beat(beats: Beat[]): Promise<BeatAnswer[]> {
    return sendBeats(this.#beats, beats);
  }

  finish(request: FinishRequest): Promise<FinishAnswer> {
    return this.#finishing.finish(request);
  }

  async rescue(limit: number): Promise<RescuedRun[]> {
    type Row = { id: string; job_name: string; status: RescuedRun["status"]; trigger: Trigger };
    const rows = await this.#statements.run<Row>("rescue", [limit]);
    return rows.map(({ id, job_name, ...row }) => ({ runId: id, jobName: job_name, ...row }));
  }

  cancel(runId: string, alongside?: Alongside<CancelAnswer>): Promise<CancelAnswer> {
    type Row = { outcome: "cancelled" | "requested" | "not_found" } | { outcome: "already_ended"; status: RunStatus };
    const toAnswer = (row: Row | undefined): CancelAnswer =>
      row?.outcome === "already_ended"
        ? { outcome: row.outcome, status: row.status }
        : { outcome: row?.outcome ?? "not_found" };
    return this.#statements.runAlongside({ name: "cancel", values: [runId], toAnswer }, alongside);
  }

  forceEnd(runId: string, reason: string, alongside?: Alongside<ForceEndAnswer>): Promise<ForceEndAnswer> {
    type Row = { outcome: "ended" | "not_found" } | { outcome: "not_running"; status: RunStatus };
    const toAnswer = (row: Row | undefined): ForceEndAnswer =>
      row?.outcome === "not_running"
        ? { outcome: row.outcome, status: row.status }
        : { outcome: row?.outcome ?? "not_found" };
    return this.#statements.runAlongside({ name: "forceEnd", values: [runId, reason], toAnswer }, alongside);
  }
}

interface RunFinishRow {
  id: string;
  fence: string;
  applied: boolean;
  status: RunStatus | null;
  completed_at: Date | null;
  next_waits: boolean;
}

/** Ends runs and hands them back, grouped with all that finish at the same time. */
class Finishing {
  readonly #statements: Statements;
  readonly #batch: NaturalBatch<FinishRequest, FinishAnswer>;

  constructor(statements: Statements) {
    this.#statements = statements;
    this.#batch = new NaturalBatch({ encode: finishJson, send: (members) => this.#finishGroup(members) });
  }

  finish(request: FinishRequest): Promise<FinishAnswer> {
    return this.#batch.push(request);
  }

  async #finishGroup(members: BatchMember<FinishRequest>[]): Promise<FinishAnswer[]> {
    const rows = await this.#ask(members);
    const answers = new Map(rows.map((row) => [`${row.id} ${row.fence}`, row]));
    return members.map(({ request }) => toFinishAnswer(answers.get(`${request.runId} ${request.fence}`)));
  }

  #ask(members: BatchMember<FinishRequest>[]): Promise<RunFinishRow[]> {
    const alone = members.length === 1 ? members[0]?.request : undefined;
    // Reports are rare: they take the way of the groups, and the usual ending carries nothing for them.
    if (alone?.kind === "ended" && alone.reports.length === 0)
      return this.#statements.run("finishOne", finishOneValues(alone));
    const ids = members.map(({ request }) => request.runId);
    return this.#statements.run("finish", [ids, `[${members.map(({ json }) => json).join()}]`]);
  }
}

function toFinishAnswer(row: RunFinishRow | undefined): FinishAnswer {
  if (!row?.applied) return { applied: false, nextWaits: false, status: null, completedAt: null };
  return { applied: true, nextWaits: row.next_waits, status: row.status, completedAt: row.completed_at };
}

/** Admits runs to wait for a worker: the row and its carrier are one commit. */
class Enqueueing {
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
