import type { AttemptEntry, LogLine, Progress, StartedRun, SubjectReport } from "../../../lib/cron/ports/runs.ts";
import type { RunMetric } from "../../../lib/cron/ports/telling.ts";
import type { Clock } from "../../../lib/cron/words/clock.ts";
import type { Json, RunError } from "../../../lib/cron/words/json.ts";
import { isWaiting, type RunStatus, type Trigger } from "../../../lib/cron/words/vocabulary.ts";

/** An attempt as kept with the run: who made it and under which fence. */
export interface LoggedAttempt extends AttemptEntry {
  worker: string | null;
  fence: string;
}

/** One run; the same columns as `cron_job_logs`. */
export interface RunRow {
  readonly id: string;
  readonly jobName: string;
  readonly trigger: Trigger;
  readonly scheduleId: string | null;
  readonly scheduledFor: Date | null;
  readonly requestKey: string | null;
  readonly lockKey: string;
  readonly lanes: number;
  readonly forced: boolean;
  readonly successor: boolean;
  readonly maxAttempts: number;
  readonly params: Json;
  readonly actor: string | null;
  readonly parentId: string | null;
  readonly release: string | null;
  readonly createdAt: Date;
  status: RunStatus;
  reason: string | null;
  lane: number | null;
  fence: number;
  leaseExpiresAt: Date | null;
  nextAttemptAt: Date | null;
  abortReason: "timeout" | "cancel" | "replaced" | null;
  startedAt: Date;
  attemptStartedAt: Date | null;
  completedAt: Date | null;
  durationMs: number | null;
  attempts: number;
  interruptions: number;
  continuations: number;
  deliveries: number;
  result: Json;
  progress: Progress | null;
  attemptLog: LoggedAttempt[];
  message: string | null;
  error: RunError | null;
  worker: string | null;
  lines: LogLine[];
  metrics: Map<string, RunMetric>;
  reports: SubjectReport[];
}

/** All runs, and what people changed about jobs. Tests read it; only the stores write it. */
export class RunTable {
  readonly clock: Clock;
  readonly #rows = new Map<string, RunRow>();
  /** Jobs that were switched on or off; a job without an entry is as its code says. */
  readonly enabled = new Map<string, boolean>();
  #lastFence = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  insert(row: RunRow): void {
    this.#rows.set(row.id, row);
  }

  find(id: string): RunRow | null {
    return this.#rows.get(id) ?? null;
  }

  /** Rows in the order of their making. */
  all(): RunRow[] {
    return [...this.#rows.values()];
  }

  /** The run if `fence` still holds it. */
  held(id: string, fence: string): RunRow | null {
    const row = this.find(id);
    return row?.status === "started" && String(row.fence) === fence ? row : null;
  }

  holders(lockKey: string): RunRow[] {
    return this.all().filter((row) => row.lockKey === lockKey && row.lane !== null);
  }

  waiting(lockKey: string): RunRow[] {
    return this.all().filter((row) => row.lockKey === lockKey && isWaiting(row.status));
  }

  freeLane(lockKey: string, lanes: number): number | null {
    const taken = new Set(this.holders(lockKey).map((row) => row.lane));
    for (let lane = 1; lane <= lanes; lane++) if (!taken.has(lane)) return lane;
    return null;
  }

  nextFence(): number {
    return ++this.#lastFence;
  }
}

/** What the process that holds a started run needs to know of it. */
export function toStartedRun(row: RunRow): StartedRun {
  return {
    id: row.id,
    jobName: row.jobName,
    fence: String(row.fence),
    attempt: row.attempts,
    maxAttempts: row.maxAttempts,
    trigger: row.trigger,
    scheduledFor: row.scheduledFor,
    lockKey: row.lockKey,
    params: structuredClone(row.params),
    startedAt: row.startedAt,
    continuations: row.continuations,
    interruptions: row.interruptions,
    coalescedCount: 0,
  };
}

/** Moves a run to its ending: it holds and awaits nothing any more. */
export function end(row: RunRow, ending: { status: RunStatus; reason: string | null; at: Date }): void {
  const at = new Date(Math.max(ending.at.getTime(), row.startedAt.getTime()));
  const everRan = row.attemptStartedAt !== null;
  Object.assign(row, {
    status: ending.status,
    reason: ending.reason,
    lane: null,
    leaseExpiresAt: null,
    nextAttemptAt: null,
    completedAt: at,
    durationMs: everRan ? at.getTime() - row.startedAt.getTime() : null,
  });
}

/** Makes a started run wait for its next attempt. */
export function handBack(row: RunRow, reason: string | null, nextAttemptAt: Date): void {
  Object.assign(row, {
    status: "retrying",
    reason,
    lane: null,
    leaseExpiresAt: null,
    nextAttemptAt,
    abortReason: null,
  });
}

export function logAttempt(row: RunRow, entry: AttemptEntry): void {
  row.attemptLog.push({ ...entry, worker: row.worker, fence: String(row.fence) });
}
