import { z } from "zod";
import type { Progress } from "../../cron/ports/runs.ts";
import type { RetryWait } from "../../cron/ports/telling.ts";
import type { Json } from "../../cron/words/json.ts";
import { isOneOf, NEVER_RAN_STATUSES, type RunStatus, type Trigger } from "../../cron/words/vocabulary.ts";
import { type Db, Prisma } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import { formatDuration } from "../words/duration.ts";
import { type ApiStatus, apiStatusOf } from "../words/status-words.ts";

/** One run as every list shows it. Instants are UTC; `duration` is in milliseconds, null until the run has ended. */
export interface RunEntry {
  id: string;
  jobName: string;
  /** The API's word; `state` is the exact state. */
  status: ApiStatus;
  state: RunStatus;
  reason: string | null;
  trigger: Trigger;
  actor: string | null;
  /** The schedule whose slot it stands for. */
  scheduleId: string | null;
  /** The slot it stands for; of slots that never ran perhaps the first of several. */
  scheduledFor: Date | null;
  /** The last of several slots, else null. */
  slotUntil: Date | null;
  /** How many slots it stands for. */
  slots: number;
  /** The run's place in time: its first attempt's start, or its due time while it waits, or its slot. */
  executionTime: Date;
  startedAt: Date;
  completedAt: Date | null;
  duration: number | null;
  attempts: number;
  maxAttempts: number;
  /** Items done and items failed, as far as the result or the progress tells. */
  processed: number | null;
  failed: number | null;
  progress: Progress | null;
  /** Message or error in one line. */
  details: string | null;
  message: string | null;
  error: string | null;
  /** A person or a newer run has asked it to stop, or its attempt timed out and has not stopped yet. */
  stopping: boolean;
  /** Between two attempts: the next one's number, when it is due, and what the last one failed with. */
  waitingFor: RetryWait | null;
}

export interface RunRow {
  id: string;
  jobName: string;
  status: RunStatus;
  reason: string | null;
  trigger: Trigger;
  actor: string | null;
  scheduleId: string | null;
  scheduledFor: Date | null;
  slotUntil: Date | null;
  slots: number;
  startedAt: Date;
  completedAt: Date | null;
  durationMs: number | null;
  attempts: number;
  maxAttempts: number;
  processed: number | null;
  failed: number | null;
  progress: Json;
  message: string | null;
  errorMessage: string | null;
  abortReason: string | null;
  waiting: Json;
  waitsUntil: Date | null;
}

/** The columns of `RunRow`, for a statement over `cron_job_logs` named or aliased `l`. */
export const RUN_COLUMNS = Prisma.sql`
  l.id, l.job_name as "jobName", l.status, l.reason, l.trigger, l.actor, l.schedule_id as "scheduleId",
  l.scheduled_for as "scheduledFor",
  l.slot_until as "slotUntil", l.slot_count as slots,
  l.started_at as "startedAt", l.completed_at as "completedAt", l.duration_ms as "durationMs", l.attempts,
  l.max_attempts as "maxAttempts", l.progress, l.message, l.error_message as "errorMessage",
  l.abort_reason as "abortReason", l.waiting, l.next_attempt_at as "waitsUntil",
  case when jsonb_typeof(l.result -> 'processed') = 'number' then (l.result ->> 'processed')::float8 end as processed,
  case when jsonb_typeof(l.result -> 'failed') = 'number' then (l.result ->> 'failed')::float8 end as failed`;

/** Named one by one: a row may carry more than a list shows, and an error's stack must not ride along. */
export function toRunEntry(row: RunRow): RunEntry {
  return {
    id: row.id,
    jobName: row.jobName,
    status: apiStatusOf(row.status),
    state: row.status,
    reason: row.reason,
    trigger: row.trigger,
    actor: row.actor,
    scheduleId: row.scheduleId,
    scheduledFor: row.scheduledFor,
    slotUntil: row.slotUntil,
    slots: row.slots,
    executionTime: row.startedAt,
    startedAt: row.startedAt,
    completedAt: row.completedAt,
    duration: row.durationMs,
    attempts: row.attempts,
    maxAttempts: row.maxAttempts,
    processed: row.processed,
    failed: row.failed,
    progress: toProgress(row.progress),
    details: row.errorMessage ?? row.message,
    message: row.message,
    error: row.errorMessage,
    stopping: row.status === "started" && row.abortReason !== null,
    waitingFor: waitOf(row),
  };
}

/** What a run waits for between two attempts, in words; null for one that does not. */
export function waitWords(words: Words, run: Pick<RunEntry, "waitingFor" | "maxAttempts">, now: Date): string | null {
  if (run.waitingFor === null) return null;
  const { attempt, at, error } = run.waitingFor;
  const duration = formatDuration(words, at.getTime() - now.getTime());
  const after = error === null ? "" : words("waiting.after", { error });
  return words("waiting.attempt", { attempt, attempts: run.maxAttempts, duration, after });
}

const storedWait = z.object({ attempt: z.int(), at: z.coerce.date(), error: z.string().nullable() });

/** A stored wait is over when its attempt began; a run that was handed back has its due time in a column. */
function waitOf({ status, attempts, maxAttempts, waiting, waitsUntil, errorMessage }: RunRow): RetryWait | null {
  if (status === "retrying" && waitsUntil !== null) {
    return { attempt: Math.min(attempts + 1, maxAttempts), at: waitsUntil, error: errorMessage };
  }
  const stored = storedWait.safeParse(waiting);
  return status === "started" && stored.success && stored.data.attempt === attempts + 1 ? stored.data : null;
}

/** The stored progress, or null when it is none (yet) or not of our making. */
export function toProgress(value: Json): Progress | null {
  if (value === null || typeof value !== "object" || Array.isArray(value) || typeof value.done !== "number")
    return null;
  return {
    done: value.done,
    total: typeof value.total === "number" ? value.total : null,
    note: typeof value.note === "string" ? value.note : null,
  };
}

/** Whether it stands for slots that got no run: then nothing of it ever started, ended or took time. */
export function neverRan({ state }: Pick<RunEntry, "state">): boolean {
  return isOneOf(NEVER_RAN_STATUSES, state);
}

/** Whether the run's handler was ever called. */
export function hasStarted({ state, attempts }: Pick<RunEntry, "state" | "attempts">): boolean {
  return attempts > 0 && !neverRan({ state }) && state !== "queued";
}

/**
 * Milliseconds from a run's slot to its start, never negative: the clock of whoever calls may be ahead of the
 * database's. Null for a run that has no slot, did not begin, or repeats the past on purpose.
 */
export function lateByMs(
  run: Pick<RunEntry, "state" | "attempts" | "trigger" | "scheduledFor" | "startedAt">,
): number | null {
  if (run.scheduledFor === null || run.trigger === "backfill" || !hasStarted(run)) return null;
  return Math.max(0, run.startedAt.getTime() - run.scheduledFor.getTime());
}

/** The zone of each job's own schedule as it is in force: in it a run's instants are shown to whoever wants that. */
export async function readRunZones(db: Db, jobNames: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.cronSchedule.findMany({
    where: { id: { in: jobNames.map((name) => `job:${name}`) } },
    select: { jobName: true, timezone: true },
  });
  return new Map(rows.map(({ jobName, timezone }) => [jobName, timezone]));
}
