import type { CarriedRun } from "../../../lib/cron/ports/queue.ts";
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
} from "../../../lib/cron/ports/runs.ts";
import { isWaiting } from "../../../lib/cron/words/vocabulary.ts";
import { admitRun, enqueueRun } from "./admission.ts";
import { claimRuns, dueRuns } from "./claim.ts";
import { beatRun, finishRun } from "./holding.ts";
import { rescueRuns } from "./rescue.ts";
import { end, logAttempt, type RunTable } from "./run-table.ts";

/** Runs in this process's memory, for unit tests and examples. Same promises as the Postgres store, but nothing survives. */
export class MemoryRunStore implements RunStore {
  readonly table: RunTable;

  constructor(table: RunTable) {
    this.table = table;
  }

  async admit(request: AdmitRequest): Promise<AdmitAnswer> {
    return admitRun(this.table, request);
  }

  async enqueue(request: AdmitRequest): Promise<Exclude<AdmitAnswer, { outcome: "started" }>> {
    return enqueueRun(this.table, request);
  }

  async uncarried({ limit, jobNames, afterMs }: Parameters<RunStore["uncarried"]>[0]): Promise<CarriedRun[]> {
    const lost = new Date(this.table.clock.now().getTime() - afterMs);
    return dueRuns(this.table, { jobNames })
      .filter((row) => row.nextAttemptAt !== null && row.nextAttemptAt < lost)
      .filter((row) => this.table.freeLane(row.lockKey, row.lanes) !== null)
      .slice(0, limit)
      .map((row) => ({ runId: row.id, dueInMs: 0, backfill: row.trigger === "backfill" }));
  }

  async countDeliveries(runId: string, count: number): Promise<void> {
    const row = this.table.find(runId);
    if (row) row.deliveries += count;
  }

  async outcomes(runIds: readonly string[]): Promise<RunOutcome[]> {
    return this.table.all().filter((row) => runIds.includes(row.id));
  }

  async claim(request: ClaimRequest): Promise<StartedRun[]> {
    return claimRuns(this.table, request);
  }

  async beat(beats: Beat[]): Promise<BeatAnswer[]> {
    return beats.map((beat) => beatRun(this.table, beat));
  }

  async finish(request: FinishRequest): Promise<FinishAnswer> {
    return finishRun(this.table, request);
  }

  async rescue(limit: number): Promise<RescuedRun[]> {
    return rescueRuns(this.table, { limit });
  }

  async cancel(runId: string): Promise<CancelAnswer> {
    const row = this.table.find(runId);
    if (!row) return { outcome: "not_found" };
    if (isWaiting(row.status)) {
      end(row, { status: "cancelled", reason: "cancel", at: this.table.clock.now() });
      return { outcome: "cancelled" };
    }
    if (row.status !== "started") return { outcome: "already_ended", status: row.status };
    if (row.abortReason !== "replaced") row.abortReason = "cancel";
    return { outcome: "requested" };
  }

  async forceEnd(runId: string, reason: string): Promise<ForceEndAnswer> {
    const row = this.table.find(runId);
    if (!row) return { outcome: "not_found" };
    if (row.status !== "started") return { outcome: "not_running", status: row.status };
    const now = this.table.clock.now();
    const startedAt = row.attemptStartedAt ?? row.startedAt;
    logAttempt(row, { attempt: row.attempts, startedAt, endedAt: now, outcome: "abandoned", error: reason });
    row.error = { name: "ForceEnded", message: reason, code: "force_ended", stack: null };
    row.fence = this.table.nextFence();
    end(row, { status: "failed", reason: "force_ended", at: now });
    return { outcome: "ended" };
  }
}
