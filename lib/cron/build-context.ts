import { createHash } from "node:crypto";
import { createBackfillState } from "./backfill-state.ts";
import type { JobContext, JobLog } from "./context.ts";
import type { AnyJob } from "./define-job.ts";
import type { HeldRun } from "./held-run.ts";
import { asksForDebug, ownParams } from "./params.ts";
import type { EngineParts } from "./parts.ts";
import type { LogLevel, StartedRun } from "./ports.ts";
import { toSafeJson, toSafeText } from "./serialize.ts";
import { createStateAccess } from "./state-access.ts";

const MAX_MESSAGE_LENGTH = 2000;
const MAX_FIELDS_BYTES = 4096;
/** Leaves room for the job's name within the 200 characters of the column. */
const MAX_KEY_LENGTH = 90;

/** What one attempt's handler gets. */
export function buildContext(
  parts: EngineParts,
  { job, held, signal, deadline }: { job: AnyJob; held: HeldRun; signal: AbortSignal; deadline: Date },
): JobContext {
  const { run } = held;
  const state = { job, held, signal, key: concurrencyKeyOf(job, run.params) };
  const isBackfill = run.trigger === "backfill";
  return {
    runId: run.id,
    jobName: run.jobName,
    attempt: run.attempt,
    maxAttempts: run.maxAttempts,
    trigger: run.trigger,
    scheduledFor: run.scheduledFor,
    lateBySeconds: isBackfill ? 0 : lateBySeconds(run),
    isLate: run.trigger === "catch_up",
    coalescedCount: run.coalescedCount,
    idempotencyKey: run.id,
    signal,
    deadline,
    now: () => parts.clock.now(),
    log: createLog(parts, held),
    progress: (done, total = null, note) =>
      held.setProgress({ done, total, note: note ? toSafeText(note, 200) : null }),
    state: isBackfill ? createBackfillState(parts, state) : createStateAccess(parts, state),
    services: parts.services,
  };
}

function lateBySeconds({ scheduledFor, startedAt }: StartedRun): number {
  return scheduledFor ? Math.max(0, (startedAt.getTime() - scheduledFor.getTime()) / 1000) : 0;
}

/** The part of a run's lock and state that its parameters decide; "" for most jobs. */
function concurrencyKeyOf(job: AnyJob, params: unknown): string {
  const key: string = job.concurrencyKey?.(ownParams(params)) ?? "";
  if (key.length <= MAX_KEY_LENGTH) return key;
  return createHash("sha256").update(key).digest("hex");
}

export function lockKeyOf(job: AnyJob, params: unknown): string {
  const key = concurrencyKeyOf(job, params);
  return key === "" ? job.name : `${job.name}:${key}`;
}

/** Debug lines are kept only of runs that ask for them: in others they would use up the run's share of lines. */
function createLog(parts: EngineParts, held: HeldRun): JobLog {
  const write = (level: LogLevel) => (message: string, fields?: Record<string, unknown>) => {
    const line = {
      at: parts.clock.now(),
      level,
      attempt: held.run.attempt,
      message: toSafeText(message, MAX_MESSAGE_LENGTH),
      fields: fields ? toSafeJson(fields, MAX_FIELDS_BYTES) : null,
    };
    if (held.addLine(line)) parts.events.emit({ type: "line", run: held.run, line });
  };
  const debug = asksForDebug(held.run.params) ? write("debug") : () => undefined;
  return { debug, info: write("info"), warn: write("warn"), error: write("error") };
}
