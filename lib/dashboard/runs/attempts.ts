import { z } from "zod";
import type { Json } from "../../cron/words/json.ts";
import {
  type AttemptResult,
  isEnded,
  isOneOf,
  type RunStatus,
  SUCCESSFUL_STATUSES,
} from "../../cron/words/vocabulary.ts";

/** One call of the handler. */
export interface AttemptView {
  /** From 1. A number comes twice when the earlier call cost no attempt (shutdown, continuation). */
  attempt: number;
  startedAt: Date;
  /** Null while it runs. */
  endedAt: Date | null;
  outcome: AttemptResult | "running" | "succeeded" | "cancelled";
  error: string | null;
  /** The process that made it. */
  worker: string | null;
}

const logged = z.array(
  z.object({
    attempt: z.number(),
    startedAt: z.coerce.date(),
    endedAt: z.coerce.date(),
    outcome: z.enum(["failed", "timed_out", "abandoned", "interrupted", "continued"]),
    error: z.string().nullable(),
    worker: z.string().nullable().default(null),
  }),
);

export interface AttemptSource {
  state: RunStatus;
  attempts: number;
  attemptStartedAt: Date | null;
  completedAt: Date | null;
  worker: string | null;
  /** The column `attempt_log`: attempts that did not end the run well. A successful first one leaves none. */
  attemptLog: Json;
}

/** All attempts of a run, oldest first: those of its log, then the one that runs or that ended it. */
export function attemptsOf(run: AttemptSource): AttemptView[] {
  const earlier = logged.parse(run.attemptLog ?? []);
  const last = lastAttempt(run, earlier.at(-1));
  return last ? [...earlier, last] : earlier;
}

function lastAttempt(run: AttemptSource, lastLogged: AttemptView | undefined): AttemptView | null {
  const { state, attempts: attempt, attemptStartedAt: startedAt, completedAt, worker } = run;
  if (startedAt === null || attempt === 0) return null;
  if (state === "started") return { attempt, startedAt, endedAt: null, outcome: "running", error: null, worker };
  if (!isEnded(state) || isLogged(attempt, startedAt, lastLogged)) return null;
  const outcome = isOneOf(SUCCESSFUL_STATUSES, state) ? "succeeded" : state;
  return { attempt, startedAt, endedAt: completedAt, outcome, error: null, worker };
}

/** Numbers repeat after an interruption, so an attempt of the same number is told apart by when it began. */
function isLogged(attempt: number, startedAt: Date, last: AttemptView | undefined): boolean {
  return last !== undefined && last.attempt >= attempt && last.endedAt !== null && last.endedAt > startedAt;
}
