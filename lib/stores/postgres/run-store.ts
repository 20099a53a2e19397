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
  Json,
  RescuedRun,
  RunStore,
  StartedRun,
} from "../../cron/ports.ts";
import type { RunStatus, Trigger } from "../../cron/vocabulary.ts";
import { Admission } from "./admission.ts";
import { sendBeats } from "./beats.ts";
import { Finishing } from "./finishing.ts";
import type { Statements } from "./statements.ts";

interface ClaimedRow {
  id: string;
  job_name: string;
  fence: string;
  attempt: number;
  max_attempts: number;
  trigger: Trigger;
  scheduled_for: Date | null;
  lock_key: string;
  params: Json;
  started_at: Date;
  continuations: number;
  interruptions: number;
  coalesced_count: number;
}

/** Runs in `cron_job_logs`. A direct run costs two statements and two commits, shared with those that come together. */
export class PostgresRunStore implements RunStore {
  readonly #statements: Statements;
  readonly #beats: Statements;
  readonly #admission: Admission;
  readonly #finishing: Finishing;

  /** @param beats the same statements over the keeper's own connection */
  constructor(statements: Statements, beats: Statements) {
    this.#statements = statements;
    this.#beats = beats;
    this.#admission = new Admission(statements);
    this.#finishing = new Finishing(statements);
  }

  admit(request: AdmitRequest): Promise<AdmitAnswer> {
    return this.#admission.admit(request);
  }

  async claim(request: ClaimRequest): Promise<StartedRun[]> {
    const { worker, limit, leaseMs, jobNames, enabledByDefault, lockKey = null } = request;
    const values = [worker, limit, leaseMs, jobNames, enabledByDefault, lockKey];
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

function toStartedRun(row: ClaimedRow): StartedRun {
  return {
    id: row.id,
    jobName: row.job_name,
    fence: row.fence,
    attempt: row.attempt,
    maxAttempts: row.max_attempts,
    trigger: row.trigger,
    scheduledFor: row.scheduled_for,
    lockKey: row.lock_key,
    params: row.params,
    startedAt: row.started_at,
    continuations: row.continuations,
    interruptions: row.interruptions,
    coalescedCount: row.coalesced_count,
  };
}
