import { buildContext } from "./build-context.ts";
import type { AnyJob, JobResult } from "./define-job.ts";
import type { JobAbortedError } from "./errors.ts";
import type { HeldRun } from "./held-run.ts";
import { ownParams, parseParams } from "./params.ts";
import { type EngineParts, timeoutMsOf } from "./parts.ts";
import { readResult } from "./result.ts";
import { toInspectable } from "./serialize.ts";
import { type CallOutcome, callUnderWatch } from "./under-watch.ts";

/** How one call of a job's handler ended. */
export type AttemptOutcome = CallOutcome<JobResult>;

export interface AttemptRequest {
  job: AnyJob;
  held: HeldRun;
  /** Monotonic time at which this invocation has to be over, or null off the platform. */
  invocationEndsMs: number | null;
}

/** Calls the job's handler once and waits until it really stops. */
export function runAttempt(
  parts: EngineParts,
  { job, held, invocationEndsMs }: AttemptRequest,
): Promise<AttemptOutcome> {
  const onUnstopped = (reason: JobAbortedError, sinceMs: number) =>
    parts.events.emit({ type: "run_stopping", run: held.run, reason, sinceMs });
  return callUnderWatch(
    parts,
    { held, timeoutMs: timeoutMsOf(job), invocationEndsMs, onUnstopped },
    ({ signal, deadline }) => callHandler(job, held, buildContext(parts, { job, held, signal, deadline })),
  );
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
