import { createHash } from "node:crypto";
import { createBackfillState } from "./backfill-state.ts";
import type { JobContext } from "./context.ts";
import type { AnyJob } from "./define-job.ts";
import { createEnqueue } from "./enqueue.ts";
import type { HeldRun } from "./held-run.ts";
import { createJobLog } from "./job-log.ts";
import { asksForDebug, ownParams } from "./params.ts";
import type { EngineParts } from "./parts.ts";
import type { StartedRun } from "./ports.ts";
import { toSafeText } from "./serialize.ts";
import { createStateAccess } from "./state-access.ts";

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
    log: createJobLog(parts, { held, runOf: (now) => now, keepsDebug: asksForDebug(run.params) }),
    progress: (done, total = null, note) =>
      held.setProgress({ done, total, note: note ? toSafeText(note, 200, held.redact) : null }),
    state: isBackfill ? createBackfillState(parts, state) : createStateAccess(parts, state),
    enqueue: createEnqueue(parts, { job, held, signal }),
    services: parts.services,
  };
}

function lateBySeconds({ scheduledFor, startedAt }: StartedRun): number {
  return scheduledFor ? Math.max(0, (startedAt.getTime() - scheduledFor.getTime()) / 1000) : 0;
}

/** The part of a run's lock and state that its parameters decide; "" for most jobs. */
function concurrencyKeyOf(job: AnyJob, params: unknown): string {
  return boundKey(job.concurrencyKey?.(ownParams(params)) ?? "");
}

/** A key that fits its column: a long one is hashed. */
export function boundKey(key: string): string {
  return key.length <= MAX_KEY_LENGTH ? key : createHash("sha256").update(key).digest("hex");
}

export function lockKeyOf(job: AnyJob, params: unknown): string {
  const key = concurrencyKeyOf(job, params);
  return key === "" ? job.name : `${job.name}:${key}`;
}
