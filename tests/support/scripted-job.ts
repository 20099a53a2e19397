import { z } from "zod";
import type { JobContext } from "../../lib/cron/jobs/context.ts";
import { type AnyJob, defineJobFor, type JobDefinition, type JobResult } from "../../lib/cron/jobs/define-job.ts";

export const ok: JobResult = { processed: 1, failed: 0, skipped: 0, errors: [] };

type Step = (context: JobContext<{ cursor: number }>) => Promise<JobResult> | JobResult;

/** One handler call's behaviour. */
export const step = {
  ok: (): Step => () => ok,
  returns:
    (result: JobResult): Step =>
    () =>
      result,
  throws:
    (error: unknown): Step =>
    () => {
      throw error;
    },
  /** Works until it is aborted, then throws the reason, as a good handler does. */
  hang: (): Step => (context) =>
    new Promise((_, reject) => context.signal.addEventListener("abort", () => reject(context.signal.reason))),
  /** Does not look at its signal; ends when the test says so. */
  ignoreAbort:
    (end: Promise<JobResult>): Step =>
    () =>
      end,
};

export interface Script {
  job: AnyJob;
  /** Contexts of the calls so far. */
  calls: JobContext<{ cursor: number }>[];
}

type Changes = Partial<Omit<JobDefinition, "handler" | "params" | "state">>;

/** A job whose handler does one step after the other; the last step repeats. */
export function scriptedJob(steps: Step[], changes: Changes = {}): Script {
  const calls: JobContext<{ cursor: number }>[] = [];
  const job = defineJobFor<unknown>()({
    name: "scripted",
    description: "Does what the test says",
    category: "tests",
    schedule: { kind: "none" },
    timeoutSeconds: 60,
    maxAttempts: 3,
    ...changes,
    params: z.strictObject({ size: z.number().default(1) }),
    state: z.strictObject({ cursor: z.number() }),
    stateRewound: (before, after) => after.cursor < before.cursor,
    handler: async () => ({
      run: async (context: JobContext<{ cursor: number }>) => {
        calls.push(context);
        const next = steps[Math.min(calls.length, steps.length) - 1];
        return next ? next(context) : ok;
      },
    }),
  });
  return { job, calls };
}
