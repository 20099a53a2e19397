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
} from "../../cron/ports.ts";
import type { CarriedRun, RunQueue } from "../../cron/queue-ports.ts";
import type { RunStatus, Trigger } from "../../cron/vocabulary.ts";
import { Admission } from "./admission.ts";
import { sendBeats } from "./beats.ts";
import { Enqueueing } from "./enqueueing.ts";
import { Finishing } from "./finishing.ts";
import { type ClaimedRow, type OutcomeRow, toOutcome, toStartedRun } from "./run-rows.ts";
import type { Statements } from "./statements.ts";

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
    type Row = { id: string; job_name: string; status: RescuedRun["status"] };
    const rows = await this.#statements.run<Row>("rescue", [limit]);
    return rows.map((row) => ({ runId: row.id, jobName: row.job_name, status: row.status }));
  }

  async cancel(runId: string): Promise<CancelAnswer> {
    type Row = { outcome: "cancelled" | "requested" | "not_found" } | { outcome: "already_ended"; status: RunStatus };
    const [row] = await this.#statements.run<Row>("cancel", [runId]);
    if (row?.outcome === "already_ended") return { outcome: row.outcome, status: row.status };
    return { outcome: row?.outcome ?? "not_found" };
  }

  async forceEnd(runId: string, reason: string): Promise<ForceEndAnswer> {
    type Row = { outcome: "ended" | "not_found" } | { outcome: "not_running"; status: RunStatus };
    const [row] = await this.#statements.run<Row>("forceEnd", [runId, reason]);
    if (row?.outcome === "not_running") return { outcome: row.outcome, status: row.status };
    return { outcome: row?.outcome ?? "not_found" };
  }
}
