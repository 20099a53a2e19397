import { backoffMs, DEFAULT_BACKOFF, retryAfterMs } from "../jobs/backoff.ts";
import type { AnyTask } from "../jobs/define-task.ts";
import type { StartedTask, TaskEnding, TaskFinish } from "../ports/tasks.ts";
import type { CallOutcome } from "../runs/attempt.ts";
import { FREE_INTERRUPTIONS } from "../runs/decide.ts";
import type { Random } from "../words/clock.ts";
import { InvalidParamsError, JobAbortedError, NonRetryableError } from "../words/errors.ts";
import type { Json } from "../words/json.ts";
import type { AbortReason } from "../words/vocabulary.ts";

/**
 * How often another side's `Retry-After` sends a task back without spending an attempt: the task did nothing wrong, but
 * a side that always answers 429 must not keep it for ever.
 */
export const FREE_DEFERRALS = 10;

/** What becomes of a task after one attempt. */
export type TaskDecision =
  | { kind: "end"; status: TaskEnding; result: Json; error: unknown; pauseKeyMs: number | null }
  | {
      kind: "hand_back";
      waitMs: number;
      costs: Extract<TaskFinish, { kind: "retrying" }>["costs"];
      error: unknown;
      pauseKeyMs: number | null;
    }
  /** The task is somebody else's by now: write nothing. */
  | { kind: "let_go" };

export interface TaskSituation {
  definition: AnyTask;
  task: StartedTask;
  outcome: CallOutcome<Json>;
  random: Random;
}

/** Pure: the same situation always gives the same decision. The rules are in docs/run-lifecycle.md. */
export function decideTask(situation: TaskSituation): TaskDecision {
  const { outcome } = situation;
  switch (outcome.kind) {
    case "returned":
      return { kind: "end", status: "completed", result: outcome.result, error: null, pauseKeyMs: null };
    case "threw":
      return afterThrow(situation, outcome.error);
    case "aborted":
      return afterAbort(situation, outcome.reason, outcome.settled);
  }
}

function afterThrow(situation: TaskSituation, error: unknown): TaskDecision {
  if (error instanceof NonRetryableError || error instanceof InvalidParamsError) return ended("failed", error);
  const advisedMs = retryAfterMs(error);
  return advisedMs === null ? retryOr(situation, "failed", error) : defer(situation, advisedMs, error);
}

/** The whole key waits, and so does this task; its attempt counts only once it was sent back too often. */
function defer({ task }: TaskSituation, advisedMs: number, error: unknown): TaskDecision {
  const spent = task.deferrals >= FREE_DEFERRALS && task.attempt >= task.maxAttempts;
  if (spent) return { ...ended("failed", error), pauseKeyMs: advisedMs };
  return { kind: "hand_back", waitMs: advisedMs, costs: "deferral", error, pauseKeyMs: advisedMs };
}

function afterAbort(
  situation: TaskSituation,
  reason: AbortReason,
  settled: Extract<CallOutcome<Json>, { kind: "aborted" }>["settled"],
): TaskDecision {
  const error = new JobAbortedError(reason, situation.definition.timeoutSeconds * 1000);
  switch (reason) {
    case "lease_lost":
      return { kind: "let_go" };
    case "cancel":
    case "replaced":
      return ended("cancelled", error);
    case "timeout":
      return retryOr(situation, "timed_out", error);
    // Asked to leave early, but the work was done in time: that is an ordinary ending.
    case "shutdown":
    case "deadline":
      return settled.kind === "returned" ? decideTask({ ...situation, outcome: settled }) : interrupt(situation, error);
  }
}

function interrupt({ task }: TaskSituation, error: JobAbortedError): TaskDecision {
  const spent = task.interruptions >= FREE_INTERRUPTIONS && task.attempt >= task.maxAttempts;
  if (spent) return ended("abandoned", error);
  return { kind: "hand_back", waitMs: 0, costs: "interruption", error, pauseKeyMs: null };
}

function retryOr({ definition, task, random }: TaskSituation, otherwise: TaskEnding, error: unknown): TaskDecision {
  if (task.attempt >= task.maxAttempts) return ended(otherwise, error);
  const waitMs = backoffMs(definition.backoff ?? DEFAULT_BACKOFF, task.attempt, error, random);
  return { kind: "hand_back", waitMs, costs: "attempt", error, pauseKeyMs: null };
}

function ended(status: TaskEnding, error: unknown): Extract<TaskDecision, { kind: "end" }> {
  return { kind: "end", status, result: null, error, pauseKeyMs: null };
}
