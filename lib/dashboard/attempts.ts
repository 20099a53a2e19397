import { z } from "zod";
import type { Json } from "../cron/ports.ts";
import { type AttemptResult, isEnded, isOneOf, type RunStatus, SUCCESSFUL_STATUSES } from "../cron/vocabulary.ts";

/** One call of the handler. */
export interface AttemptView {
  /** From 1. A number comes twice when the earlier call cost no attempt (shutdown, continuation). */
  attempt: number;
  startedAt: Date;
  /** Null while it runs. */
  endedAt: Date | null;
  outcome: AttemptResult | "running" | "succeeded" | "cancelled";
  error: string | null;
}

const logged = z.array(
  z.object({
    attempt: z.number(),
    startedAt: z.coerce.date(),
    endedAt: z.coerce.date(),
    outcome: z.enum(["failed", "timed_out", "abandoned", "interrupted", "continued"]),
    error: z.string().nullable(),
  }),
);

export interface AttemptSource {
  state: RunStatus;
  attempts: number;
  attemptStartedAt: Date | null;
  completedAt: Date | null;
  /** The column `attempt_log`: attempts that did not end the run well. A successful first one leaves none. */
  attemptLog: Json;
}

/** All attempts of a run, oldest first: those of its log, then the one that runs or that ended it. */
export function attemptsOf(run: AttemptSource): AttemptView[] {
  const earlier = logged.parse(run.attemptLog ?? []);
  const last = lastAttempt(run, earlier.at(-1)?.endedAt ?? null);
  return last ? [...earlier, last] : earlier;
}

function lastAttempt(run: AttemptSource, loggedUntil: Date | null): AttemptView | null {
  const { state, attempts, attemptStartedAt, completedAt } = run;
  if (attemptStartedAt === null || attempts === 0) return null;
  if (state === "started") {
    return { attempt: attempts, startedAt: attemptStartedAt, endedAt: null, outcome: "running", error: null };
  }
  if (!isEnded(state) || (loggedUntil !== null && loggedUntil > attemptStartedAt)) return null;
  const outcome = isOneOf(SUCCESSFUL_STATUSES, state) ? "succeeded" : state;
  return { attempt: attempts, startedAt: attemptStartedAt, endedAt: completedAt, outcome, error: null };
}
