import { backoffMs, DEFAULT_BACKOFF } from "../jobs/backoff.ts";
import { type AnyJob, type JobResult, timeoutMsOf } from "../jobs/define-job.ts";
import { statusOfResult } from "../jobs/result.ts";
import type { StartedRun } from "../ports/runs.ts";
import type { Random } from "../words/clock.ts";
import { InvalidParamsError, JobAbortedError, LeaseLostError, NonRetryableError } from "../words/errors.ts";
import type { AttemptResult, EndedStatus } from "../words/vocabulary.ts";
import type { AttemptOutcome } from "./attempt.ts";

/** Longest wait during which a run keeps its lease and its process; longer ones are handed back to the store. */
const MAX_WAIT_IN_PROCESS_MS = 30_000;
/** A retry needs at least this much of its invocation left after the wait. */
const LEAST_ATTEMPT_MS = 5_000;
/** How often a run may go on in another invocation without spending an attempt. */
const MAX_CONTINUATIONS = 50;
/** From this interruption on, a shutdown spends the attempt: a job that always outlives the grace must not loop for ever. */
export const FREE_INTERRUPTIONS = 2;

/** What becomes of a run after one attempt. */
export type Decision =
  | { kind: "end"; status: EndedStatus; reason: string | null; result: JobResult | null; error: unknown }
  | { kind: "retry_here"; waitMs: number; outcome: AttemptResult; error: unknown }
  | {
      kind: "hand_back";
      waitMs: number;
      costs: "attempt" | "interruption" | "continuation";
      reason: string;
      outcome: AttemptResult;
      error: unknown;
    }
  /** The run is somebody else's by now: write nothing. */
  | { kind: "let_go" };

export interface Situation {
  job: AnyJob;
  run: StartedRun;
  outcome: AttemptOutcome;
  /** Whether state or progress moved since this process took the run. */
  moved: boolean;
  /** What is left of the invocation, in ms; infinite off the platform. */
  leftMs: number;
  random: Random;
}

/** Pure: the same situation always gives the same decision. The rules are in docs/run-lifecycle.md. */
export function decide(situation: Situation): Decision {
  const { outcome } = situation;
  switch (outcome.kind) {
    case "returned":
      return { kind: "end", status: statusOfResult(outcome.result), reason: null, result: outcome.result, error: null };
    case "threw":
      return afterThrow(situation, outcome.error);
    case "aborted":
      return afterAbort(situation, outcome);
  }
}

function afterAbort(situation: Situation, { reason, settled }: Extract<AttemptOutcome, { kind: "aborted" }>): Decision {
  const error = new JobAbortedError(reason, timeoutMsOf(situation.job));
  switch (reason) {
    case "lease_lost":
      return { kind: "let_go" };
    case "cancel":
    case "replaced":
      return { kind: "end", status: "cancelled", reason, result: null, error };
    case "timeout":
      return retryOr(situation, { error, outcome: "timed_out", otherwise: "timed_out" });
    // Asked to leave early, but the work was done in time: that is an ordinary ending.
    case "shutdown":
      return settled.kind === "returned" ? decide({ ...situation, outcome: settled }) : afterShutdown(situation, error);
    case "deadline":
      return settled.kind === "returned" ? decide({ ...situation, outcome: settled }) : afterDeadline(situation, error);
  }
}

function afterThrow(situation: Situation, error: unknown): Decision {
  if (error instanceof LeaseLostError) return { kind: "let_go" };
  if (error instanceof NonRetryableError || error instanceof InvalidParamsError) return ended("failed", error);
  return retryOr(situation, { error, outcome: "failed", otherwise: "failed" });
}

/** The process goes away, the run does not: it is due at once, and keeps its attempt the first times. */
function afterShutdown({ run }: Situation, error: JobAbortedError): Decision {
  const free = run.interruptions < FREE_INTERRUPTIONS;
  if (!free && run.attempt >= run.maxAttempts) return ended("abandoned", error, "shutdown");
  return { kind: "hand_back", waitMs: 0, costs: "interruption", reason: "shutdown", outcome: "interrupted", error };
}

/** The invocation ends, the run does not: free as long as it gets somewhere. */
function afterDeadline({ run, moved }: Situation, error: JobAbortedError): Decision {
  const free = moved && run.continuations < MAX_CONTINUATIONS;
  const handBack = { kind: "hand_back", waitMs: 0, reason: "deadline", outcome: "continued", error } as const;
  if (free) return { ...handBack, costs: "continuation" };
  if (run.attempt < run.maxAttempts) return { ...handBack, costs: "attempt" };
  return ended("timed_out", error, "deadline");
}

function retryOr(
  { job, run, leftMs, random }: Situation,
  failure: { error: unknown; outcome: AttemptResult; otherwise: EndedStatus },
): Decision {
  const { error, outcome, otherwise } = failure;
  if (run.attempt >= run.maxAttempts) return ended(otherwise, error);
  const waitMs = backoffMs(job.backoff ?? DEFAULT_BACKOFF, run.attempt, error, random);
  const fits = waitMs <= MAX_WAIT_IN_PROCESS_MS && waitMs + LEAST_ATTEMPT_MS <= leftMs;
  if (fits) return { kind: "retry_here", waitMs, outcome, error };
  return { kind: "hand_back", waitMs, costs: "attempt", reason: "backoff", outcome, error };
}

function ended(status: EndedStatus, error: unknown, reason: string | null = null): Decision {
  return { kind: "end", status, reason, result: null, error };
}
