import { z } from "zod";
import type { Json } from "../cron/ports.ts";
import { maskSecrets } from "../cron/secret-params.ts";
import { ENGLISH } from "../i18n/words.ts";
import { type AttemptView, attemptsOf } from "./attempts.ts";
import { type DashboardDeps, findJob } from "./deps.ts";
import { FINGERPRINT } from "./fingerprint.ts";
import { RUN_COLUMNS, type RunEntry, type RunRow, toRunEntry } from "./run-entry.ts";
import { runSentence } from "./run-sentence.ts";

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
