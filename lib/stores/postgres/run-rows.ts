import type { RunOutcome, StartedRun } from "../../cron/ports/runs.ts";
import type { Json, RunError } from "../../cron/words/json.ts";
import type { RunStatus, Trigger } from "../../cron/words/vocabulary.ts";

/** Rows of runs as the statements answer them. */

export interface ClaimedRow {
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

export interface OutcomeRow {
  id: string;
  job_name: string;
  status: RunStatus;
  reason: string | null;
  message: string | null;
  result: Json;
  error: RunError | null;
  trigger: Trigger;
  scheduled_for: Date | null;
  started_at: Date;
  completed_at: Date | null;
  duration_ms: number | null;
  attempts: number;
}

export function toStartedRun(row: ClaimedRow): StartedRun {
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

export function toOutcome(row: OutcomeRow): RunOutcome {
  return {
    id: row.id,
    jobName: row.job_name,
    status: row.status,
    reason: row.reason,
    message: row.message,
    result: row.result,
    error: row.error,
    trigger: row.trigger,
    scheduledFor: row.scheduled_for,
    startedAt: row.started_at,
    completedAt: row.completed_at,
    durationMs: row.duration_ms,
    attempts: row.attempts,
  };
}
