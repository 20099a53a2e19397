import { type AnyJob, timeoutMsOf } from "../jobs/define-job.ts";
import { secretValues } from "../jobs/secret-params.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { AttemptEntry, StartedRun } from "../ports/runs.ts";
import type { RunAnswer } from "../words/answers.ts";
import { JobAbortedError } from "../words/errors.ts";
import { toRunError } from "../words/serialize.ts";
import { type AttemptOutcome, runAttempt } from "./attempt.ts";
import { decide } from "./decide.ts";
import type { HeldRun } from "./held-run.ts";
import type { Invocation } from "./invocation.ts";
import type { Keeper } from "./keeper.ts";
import { endRun, handBackRun, letGo } from "./settle.ts";

export interface RunCall {
  parts: EngineParts;
  keeper: Keeper;
  /** Monotonic time at which the run's admission or claim was sent. */
  sentAtMs: number;
  /** What it is begun in. */
  invocation: Invocation;
}

type RetryHere = Extract<ReturnType<typeof decide>, { kind: "retry_here" }>;

/**
 * Takes a started run through its attempts to whatever becomes of it. The run, top to bottom:
 * hold it, attempt, decide, then end it, wait and attempt again, or hand it back. Rejects only when a write that must
 * not be lost could not be made in time; the lease then lapses and another process tells the truth.
 */
export async function runJob(
  { parts, keeper, sentAtMs, invocation }: RunCall,
  job: AnyJob,
  started: StartedRun,
): Promise<RunAnswer> {
  const held = await keeper.hold(started, {
    sentAtMs,
    timeoutMs: timeoutMsOf(job),
    secrets: secretValues(job.params, started.params),
  });
  parts.events.emit({ type: "run_started", run: started });
  try {
    for (;;) {
      const beganAt = parts.clock.now();
      const outcome = await runAttempt(parts, { job, held, invocation });
      const decision = decide({
        job,
        run: held.run,
        outcome,
        moved: held.moved,
        leftMs: invocation.leftMs,
        random: parts.random,
      });
      switch (decision.kind) {
        case "let_go":
          return letGo(parts, held);
        case "end":
          return await endRun(parts, { held, decision, beganAt });
        case "hand_back":
          return await handBackRun(parts, { held, decision, beganAt });
        case "retry_here": {
          const interrupted = await waitForRetry({ parts, keeper, held, decision, beganAt });
          if (interrupted) return await stopWaiting(parts, { job, held, outcome: interrupted, beganAt });
        }
      }
    }
  } finally {
    keeper.release(held);
  }
}

interface Waiting {
  parts: EngineParts;
  keeper: Keeper;
  held: HeldRun;
  decision: RetryHere;
  beganAt: Date;
}

/** Waits out the backoff with the lease held. Answers what stopped the wait, if something did. */
async function waitForRetry({ parts, keeper, held, decision, beganAt }: Waiting): Promise<AttemptOutcome | null> {
  const error = toRunError(decision.error, { redact: held.redact, tellStack: parts.tellStack });
  parts.events.emit({ type: "attempt_failed", run: held.run, error, retryInMs: decision.waitMs });
  const failed: AttemptEntry = {
    attempt: held.run.attempt,
    startedAt: beganAt,
    endedAt: parts.clock.now(),
    outcome: decision.outcome,
    error: error.message,
  };
  const at = new Date(failed.endedAt.getTime() + decision.waitMs);
  held.waitFor({ attempt: held.run.attempt + 1, at, error: failed.error });
  await parts.clock.sleep(decision.waitMs, held.stopSignal);
  const stopped: unknown = held.stopSignal.reason;
  if (stopped instanceof JobAbortedError) {
    return { kind: "aborted", reason: stopped.reason, settled: { kind: "threw", error: decision.error } };
  }
  held.beginAttempt(held.run.attempt + 1, failed);
  await keeper.flush();
  return null;
}

/** The wait for a retry was cut short: the failed attempt stays spent, the run is cancelled, handed back or let go. */
async function stopWaiting(
  parts: EngineParts,
  { job, held, outcome, beganAt }: { job: AnyJob; held: HeldRun; outcome: AttemptOutcome; beganAt: Date },
): Promise<RunAnswer> {
  const decision = decide({
    job,
    run: held.run,
    outcome,
    moved: held.moved,
    leftMs: Number.POSITIVE_INFINITY,
    random: parts.random,
  });
  switch (decision.kind) {
    case "end":
      return endRun(parts, { held, decision, beganAt });
    case "hand_back":
      return handBackRun(parts, { held, decision: { ...decision, costs: "attempt" }, beganAt });
    case "let_go":
    case "retry_here":
      return letGo(parts, held);
  }
}
