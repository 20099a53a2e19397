import { z } from "zod";
import { maskSecrets } from "../../cron/jobs/secret-params.ts";
import type { RetryWait } from "../../cron/ports/telling.ts";
import type { Json } from "../../cron/words/json.ts";
import { ENGLISH, type Words } from "../../i18n/words.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";
import { formatDuration } from "../words/duration.ts";
import { FINGERPRINT } from "../words/fingerprint.ts";
import { reasonWords } from "../words/status-words.ts";
import { type AttemptView, attemptsOf } from "./attempts.ts";
import { RUN_COLUMNS, type RunEntry, type RunRow, toRunEntry } from "./run-entry.ts";

/** One run with everything but its log lines. Instants are UTC, durations milliseconds. */
export interface RunDetail extends RunEntry {
  /** The result in one English sentence, for programs; screens word it themselves with `runSentence`. */
  sentence: string;
  attemptLog: AttemptView[];
  /** Values of secret parameters are masked. */
  params: Json;
  result: Json;
  /** Never with a stack: that stays on the server, see `readErrorStack`. */
  errorInfo: { name: string; message: string; code: string | null; fingerprint: string | null } | null;
  createdAt: Date;
  /** When a waiting run is due. */
  nextAttemptAt: Date | null;
  heartbeatAt: Date | null;
  leaseExpiresAt: Date | null;
  abortReason: string | null;
  /** How often the same slot was delivered. */
  deliveries: number;
  interruptions: number;
  continuations: number;
  /** The run this one repeats. */
  parentId: string | null;
  worker: string | null;
  release: string | null;
}

interface DetailRow extends RunRow {
  attemptStartedAt: Date | null;
  attemptLog: Json;
  params: Json;
  result: Json;
  runError: Json;
  fingerprint: string | null;
  createdAt: Date;
  nextAttemptAt: Date | null;
  heartbeatAt: Date | null;
  leaseExpiresAt: Date | null;
  deliveries: number;
  interruptions: number;
  continuations: number;
  parentId: string | null;
  worker: string | null;
  release: string | null;
}

const storedError = z.object({ name: z.string(), message: z.string(), code: z.string().nullable().default(null) });

/** A run by its id, or null when there is none (any more): retention deletes runs, and ids can be mistyped. */
export async function readRun(deps: DashboardDeps, id: string): Promise<RunDetail | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const [row] = await deps.db.$queryRaw<DetailRow[]>`
    select ${RUN_COLUMNS}, l.attempt_started_at as "attemptStartedAt", l.attempt_log as "attemptLog", l.params, l.result,
           l.error as "runError", ${FINGERPRINT} as fingerprint, l.created_at as "createdAt",
           l.next_attempt_at as "nextAttemptAt", l.heartbeat_at as "heartbeatAt",
           l.lease_expires_at as "leaseExpiresAt", l.deliveries, l.interruptions, l.continuations,
           l.parent_id as "parentId", l.worker, l.release
      from cron_job_logs l where l.id = ${id}::uuid`;
  return row ? toDetail(deps, row) : null;
}

/** The stack of the error a run ended with, for the run's page only, and the sentences of what caused it. */
export async function readErrorStack(
  { db }: DashboardDeps,
  id: string,
): Promise<{ stack: string; causes: string[] } | null> {
  const row = await db.cronJobLog.findUnique({ where: { id }, select: { error: true } });
  const error = z.object({ stack: z.string() }).safeParse(row?.error);
  if (!error.success) return null;
  const { stack } = error.data;
  const [, ...causes] = stack.split("\nCaused by: ");
  return { stack, causes: causes.map((cause) => cause.split("\n    at ", 1)[0] ?? "") };
}

function toDetail({ jobs }: DashboardDeps, row: DetailRow): RunDetail {
  const entry = toRunEntry(row);
  const error = storedError.safeParse(row.runError);
  return {
    ...entry,
    sentence: runSentence(ENGLISH, entry),
    attemptLog: attemptsOf({ ...row, state: row.status }),
    params: maskSecrets(findJob(jobs, row.jobName), row.params),
    result: row.result,
    errorInfo: error.success ? { ...error.data, fingerprint: row.fingerprint } : null,
    createdAt: row.createdAt,
    nextAttemptAt: row.nextAttemptAt,
    heartbeatAt: row.heartbeatAt,
    leaseExpiresAt: row.leaseExpiresAt,
    abortReason: row.abortReason,
    deliveries: row.deliveries,
    interruptions: row.interruptions,
    continuations: row.continuations,
    parentId: row.parentId,
    worker: row.worker,
    release: row.release,
  };
}

type Told = Pick<
  RunEntry,
  | "state"
  | "attempts"
  | "maxAttempts"
  | "duration"
  | "details"
  | "reason"
  | "stopping"
  | "progress"
  | "actor"
  | "waitingFor"
>;

/** A run's result in one sentence: "Failed on attempt 3 of 3 after 4 m 12 s: 401 from Meta". */
export function runSentence(words: Words, run: Told): string {
  const { state, attempts, maxAttempts, waitingFor } = run;
  const after = run.duration === null ? "" : words("sentence.after", { duration: formatDuration(words, run.duration) });
  const because = run.details === null ? "" : words("sentence.because", { details: run.details });
  const tries = maxAttempts > 1 ? words("sentence.tries", { attempt: attempts, attempts: maxAttempts }) : "";
  switch (state) {
    case "queued":
      return words("sentence.queued", { because: reasonOf(words, run) });
    case "retrying":
      return words("sentence.retrying", {
        attempt: Math.min(attempts + 1, maxAttempts),
        attempts: maxAttempts,
        because,
      });
    case "started":
      if (waitingFor !== null && !run.stopping) return waitSentence(words, run, waitingFor);
      return words(run.stopping ? "sentence.stopping" : "sentence.started", { tries });
    case "completed":
    case "partial":
      return words(`sentence.${state}`, { tries: attempts > 1 ? tries : "", after, because });
    case "failed":
    case "timed_out":
      return words(`sentence.${state}`, { tries, after, because });
    case "abandoned":
      return words("sentence.abandoned", { tries, after });
    case "cancelled":
      return words("sentence.cancelled", { after, because: because || reasonOf(words, run) });
    case "skipped":
    case "missed":
      return words(`sentence.${state}`, { because: because || reasonOf(words, run) });
  }
}

function waitSentence(words: Words, { maxAttempts }: Told, { attempt, error }: RetryWait): string {
  const because = error === null ? "" : words("sentence.because", { details: error });
  return words("sentence.retrying", { attempt, attempts: maxAttempts, because });
}

function reasonOf(words: Words, { reason }: Told): string {
  return reason === null ? "" : words("sentence.because", { details: reasonWords(words, reason) });
}
