import { type AnyJob, type JobResult, timeoutMsOf } from "../jobs/define-job.ts";
import { ownParams, parseParams } from "../jobs/params.ts";
import { readResult } from "../jobs/result.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { TracedAttempt } from "../ports/tracing.ts";
import { JobAbortedError } from "../words/errors.ts";
import type { Redact } from "../words/redact.ts";
import { toInspectable, toRunError } from "../words/serialize.ts";
import type { AbortReason } from "../words/vocabulary.ts";
import { buildContext } from "./build-context.ts";
import type { HeldRun, Leased } from "./held-run.ts";
import type { Invocation } from "./invocation.ts";

/** How one call of a job's handler ended. */
export type AttemptOutcome = CallOutcome<JobResult>;

interface AttemptRequest {
  job: AnyJob;
  held: HeldRun;
  /** It ends the call when it ends before the timeout. */
  invocation: Invocation;
}

/** Calls the job's handler once and waits until it really stops. */
export function runAttempt(parts: EngineParts, request: AttemptRequest): Promise<AttemptOutcome> {
  const { run, redact } = request.held;
  const call = () => callJob(parts, request);
  return parts.tracing?.attempt(run, call, (outcome) => tellAttempt(outcome, redact)) ?? call();
}

function callJob(parts: EngineParts, { job, held, invocation }: AttemptRequest): Promise<AttemptOutcome> {
  const onUnstopped = (reason: JobAbortedError, sinceMs: number) =>
    parts.events.emit({ type: "run_stopping", run: held.run, reason, sinceMs });
  return callUnderWatch(parts, { held, timeoutMs: timeoutMsOf(job), invocation, onUnstopped }, ({ signal, deadline }) =>
    callHandler(job, held, buildContext(parts, { job, held, signal, deadline })),
  );
}

function tellAttempt(outcome: AttemptOutcome, redact: Redact): TracedAttempt {
  switch (outcome.kind) {
    case "returned":
      return { outcome: "returned", error: null };
    case "threw":
      return { outcome: "threw", error: toRunError(outcome.error, { redact }).message };
    case "aborted":
      return { outcome: outcome.reason, error: null };
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

/** What a handler did when it settled. */
export type HandlerOutcome<Result> = { kind: "returned"; result: Result } | { kind: "threw"; error: unknown };

/** How one call of a handler ended. */
export type CallOutcome<Result> =
  | HandlerOutcome<Result>
  /** The signal was aborted before the handler settled; `settled` is what it did then. */
  | { kind: "aborted"; reason: AbortReason; settled: HandlerOutcome<Result> };

/** An aborted handler gets this long before it is reported as not stopping, and is reported this often from then on. */
const STOP_PATIENCE_MS = 5_000;
const REPORT_EVERY_MS = 60_000;

interface Watched<Run extends Leased> {
  held: HeldRun<Run>;
  timeoutMs: number;
  /** It ends the call when it ends before the timeout. */
  invocation: Invocation;
  /** Told when an aborted handler has not stopped: soon for whoever waits for an answer, then now and again. */
  onUnstopped: (reason: JobAbortedError, sinceMs: number) => void;
}

/**
 * Calls a handler once, under its time limit and the stop signal of what it works on, and waits until it really stops:
 * a handler that ignores its signal keeps its lane, so that nothing overlaps. What is to stop already (it came during
 * the drain, or its lease is over) is not begun.
 */
export async function callUnderWatch<Run extends Leased, Result>(
  parts: EngineParts,
  watched: Watched<Run>,
  call: (limits: { signal: AbortSignal; deadline: Date }) => Promise<HandlerOutcome<Result>>,
): Promise<CallOutcome<Result>> {
  const stopped: unknown = watched.held.stopSignal.reason;
  if (stopped instanceof JobAbortedError) {
    return { kind: "aborted", reason: stopped.reason, settled: { kind: "threw", error: stopped } };
  }
  const limit = timeLimit(watched);
  const watch = watchCall(parts, watched, limit);
  const deadline = new Date(parts.clock.now().getTime() + limit.ms);
  const settled = await call({ signal: watch.signal, deadline });
  watch.end();
  const reason: unknown = watch.signal.reason;
  if (reason instanceof JobAbortedError) return { kind: "aborted", reason: reason.reason, settled };
  return settled;
}

interface TimeLimit {
  ms: number;
  reason: "timeout" | "deadline";
}

/** The handler's own timeout, or the end of the invocation when that comes first. */
function timeLimit<Run extends Leased>({ timeoutMs, invocation: { leftMs } }: Watched<Run>): TimeLimit {
  return leftMs < timeoutMs ? { ms: Math.max(0, leftMs), reason: "deadline" } : { ms: timeoutMs, reason: "timeout" };
}

/** The call's signal: aborted by the stop signal or by the time limit, whichever is first. */
function watchCall<Run extends Leased>(
  parts: EngineParts,
  watched: Watched<Run>,
  limit: TimeLimit,
): { signal: AbortSignal; end: () => void } {
  // Not AbortSignal.any: its weak references and finalizers are the garbage collector's dearest part of a short run.
  const { held } = watched;
  const attempt = new AbortController();
  const over = new AbortController();
  const stop = () => attempt.abort(held.stopSignal.reason);
  const report = () => void reportUnstopped(parts, watched, { reason: attempt.signal.reason, over: over.signal });
  held.stopSignal.addEventListener("abort", stop, { once: true });
  attempt.signal.addEventListener("abort", report, { once: true });
  void enforceLimit(parts, watched, { limit, attempt, over: over.signal });
  const end = () => {
    held.stopSignal.removeEventListener("abort", stop);
    over.abort("the handler has settled"); // a reason given saves an exception with its stack
  };
  return { signal: attempt.signal, end };
}

async function enforceLimit<Run extends Leased>(
  { clock }: EngineParts,
  { held, timeoutMs }: Watched<Run>,
  { limit, attempt, over }: { limit: TimeLimit; attempt: AbortController; over: AbortSignal },
): Promise<void> {
  await clock.sleep(limit.ms, over);
  if (over.aborted || held.stopSignal.aborted) return;
  attempt.abort(new JobAbortedError(limit.reason, timeoutMs));
  if (limit.reason === "timeout") held.abortReason = "timeout";
}

async function reportUnstopped<Run extends Leased>(
  { clock }: EngineParts,
  { onUnstopped }: Watched<Run>,
  { reason, over }: { reason: unknown; over: AbortSignal },
): Promise<void> {
  for (let sinceMs = STOP_PATIENCE_MS; reason instanceof JobAbortedError; sinceMs += REPORT_EVERY_MS) {
    await clock.sleep(sinceMs === STOP_PATIENCE_MS ? STOP_PATIENCE_MS : REPORT_EVERY_MS, over);
    if (over.aborted) return;
    onUnstopped(reason, sinceMs);
  }
}
