import { buildContext } from "./build-context.ts";
import type { AnyJob, JobResult } from "./define-job.ts";
import { JobAbortedError } from "./errors.ts";
import type { HeldRun } from "./held-run.ts";
import { ownParams, parseParams } from "./params.ts";
import { type EngineParts, timeoutMsOf } from "./parts.ts";
import { readResult } from "./result.ts";
import { toInspectable } from "./serialize.ts";
import type { AbortReason } from "./vocabulary.ts";

/** How one call of the handler ended. */
export type AttemptOutcome =
  | { kind: "returned"; result: JobResult }
  | { kind: "threw"; error: unknown }
  /** The signal was aborted before the handler settled; `settled` is what it did then. */
  | {
      kind: "aborted";
      reason: AbortReason;
      settled: { kind: "returned"; result: JobResult } | { kind: "threw"; error: unknown };
    };

/** An aborted handler gets this long before it is reported as not stopping, and is reported this often from then on. */
const STOP_PATIENCE_MS = 5_000;
const REPORT_EVERY_MS = 60_000;

export interface AttemptRequest {
  job: AnyJob;
  held: HeldRun;
  /** Monotonic time at which this invocation has to be over, or null off the platform. */
  invocationEndsMs: number | null;
}

/**
 * Calls the handler once, under the attempt's time limit and the run's stop signal, and waits until it really stops:
 * a handler that ignores its signal keeps the run, so that nothing overlaps. A run that is to stop already (it was
 * admitted during the drain, or its lease is over) is not begun.
 */
export async function runAttempt(
  parts: EngineParts,
  { job, held, invocationEndsMs }: AttemptRequest,
): Promise<AttemptOutcome> {
  const stopped: unknown = held.stopSignal.reason;
  if (stopped instanceof JobAbortedError) {
    return { kind: "aborted", reason: stopped.reason, settled: { kind: "threw", error: stopped } };
  }
  const limit = timeLimit(parts, { job, invocationEndsMs });
  const watch = watchAttempt(parts, { held, limit, timeoutMs: timeoutMsOf(job) });
  const deadline = new Date(parts.clock.now().getTime() + limit.ms);
  const settled = await callHandler(job, held, buildContext(parts, { job, held, signal: watch.signal, deadline }));
  watch.end();
  const reason: unknown = watch.signal.reason;
  if (reason instanceof JobAbortedError) return { kind: "aborted", reason: reason.reason, settled };
  return settled;
}

interface TimeLimit {
  ms: number;
  reason: "timeout" | "deadline";
}

/** The job's own timeout, or the end of the invocation when that comes first. */
function timeLimit(
  { clock }: EngineParts,
  { job, invocationEndsMs }: { job: AnyJob; invocationEndsMs: number | null },
): TimeLimit {
  const timeoutMs = timeoutMsOf(job);
  const leftMs = invocationEndsMs === null ? Number.POSITIVE_INFINITY : invocationEndsMs - clock.monotonicMs();
  return leftMs < timeoutMs ? { ms: Math.max(0, leftMs), reason: "deadline" } : { ms: timeoutMs, reason: "timeout" };
}

/** The attempt's signal: aborted by the run's stop signal or by the time limit, whichever is first. */
function watchAttempt(
  parts: EngineParts,
  { held, limit, timeoutMs }: { held: HeldRun; limit: TimeLimit; timeoutMs: number },
): { signal: AbortSignal; end: () => void } {
  // Not AbortSignal.any: its weak references and finalizers are the garbage collector's dearest part of a short run.
  const attempt = new AbortController();
  const over = new AbortController();
  const stop = () => attempt.abort(held.stopSignal.reason);
  const report = () => void reportUnstopped(parts, { held, reason: attempt.signal.reason, over: over.signal });
  held.stopSignal.addEventListener("abort", stop, { once: true });
  attempt.signal.addEventListener("abort", report, { once: true });
  void enforceLimit(parts, { held, limit, attempt, over: over.signal, timeoutMs });
  const end = () => {
    held.stopSignal.removeEventListener("abort", stop);
    over.abort("the handler has settled"); // a reason given saves an exception with its stack
  };
  return { signal: attempt.signal, end };
}

async function enforceLimit(
  { clock }: EngineParts,
  watch: { held: HeldRun; limit: TimeLimit; attempt: AbortController; over: AbortSignal; timeoutMs: number },
): Promise<void> {
  const { held, limit, attempt, over, timeoutMs } = watch;
  await clock.sleep(limit.ms, over);
  if (over.aborted || held.stopSignal.aborted) return;
  attempt.abort(new JobAbortedError(limit.reason, timeoutMs));
  if (limit.reason === "timeout") held.abortReason = "timeout";
}

/** Tells that an aborted handler has not stopped: soon for whoever waits for an answer, then now and again. */
async function reportUnstopped(
  { clock, events }: EngineParts,
  { held, reason, over }: { held: HeldRun; reason: unknown; over: AbortSignal },
): Promise<void> {
  for (let sinceMs = STOP_PATIENCE_MS; reason instanceof JobAbortedError; sinceMs += REPORT_EVERY_MS) {
    await clock.sleep(sinceMs === STOP_PATIENCE_MS ? STOP_PATIENCE_MS : REPORT_EVERY_MS, over);
    if (over.aborted) return;
    events.emit({ type: "run_stopping", run: held.run, reason, sinceMs });
  }
}

async function callHandler(job: AnyJob, held: HeldRun, context: ReturnType<typeof buildContext>) {
  try {
    const params = parseParams(job, ownParams(held.run.params));
    const { run } = await job.handler();
    return { kind: "returned", result: readResult(job, await run(context, params)) } as const;
  } catch (error) {
    return { kind: "threw", error: toInspectable(error) } as const;
  }
}
