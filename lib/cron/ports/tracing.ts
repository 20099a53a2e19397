import type { RunAnswer } from "../words/answers.ts";
import type { AbortReason } from "../words/vocabulary.ts";
import type { StartedRun } from "./runs.ts";

/** How one attempt ended, as a trace tells it: without secrets. */
export interface TracedAttempt {
  outcome: "returned" | "threw" | AbortReason;
  /** The error in one sentence, redacted; null when it returned. */
  error: string | null;
}

/**
 * Stands around runs and attempts while they go on, so that whatever their handlers call is seen inside them. It calls
 * `work` exactly once, answers what that answers, throws what that throws and nothing of its own.
 */
export interface RunTracing {
  run(run: StartedRun, work: () => Promise<RunAnswer>): Promise<RunAnswer>;
  /** @param tell asked only when somebody listens */
  attempt<Outcome>(
    run: StartedRun,
    work: () => Promise<Outcome>,
    tell: (outcome: Outcome) => TracedAttempt,
  ): Promise<Outcome>;
}
