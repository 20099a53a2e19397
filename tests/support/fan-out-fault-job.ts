import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { defineJobFor } from "../../lib/cron/jobs/define-job.ts";
import { defineTaskFor } from "../../lib/cron/jobs/define-task.ts";
import { recordEffect } from "./effects-file.ts";

interface FaultServices {
  effectsPath: string;
}

/** Tasks of one key at once. */
export const FAN_OUT_LANES = 2;

const item = z.strictObject({ key: z.string(), n: z.number(), stepMs: z.number() });
const STEPS = 3;

/** Works in steps and stops when it is told to. In the effects a task stands where a run does, under its lock key. */
const visit = defineTaskFor<FaultServices>()({
  name: "visit",
  item,
  itemId: ({ key, n }) => `${key}${n}`,
  key: ({ key }) => key,
  concurrency: FAN_OUT_LANES,
  timeoutSeconds: 60,
  maxAttempts: 3,
  backoff: { kind: "linear", stepSeconds: 0.1 },
  handler: async () => ({
    run: async (ctx, { key, stepMs }) => {
      const tell = (what: "begin" | "step" | "end", step = 0) =>
        recordEffect(ctx.services.effectsPath, {
          lockKey: `visit:${key}`,
          runId: ctx.idempotencyKey,
          attempt: ctx.attempt,
          what,
          step,
        });
      tell("begin");
      for (let step = 1; step <= STEPS; step += 1) {
        await sleep(stepMs, undefined, { signal: ctx.signal });
        tell("step", step);
      }
      tell("end");
    },
  }),
});

export const fansOutJob = defineJobFor<FaultServices>()({
  name: "fans-out",
  description: "Fans out over keys",
  category: "tests",
  schedule: { kind: "none" },
  timeoutSeconds: 60,
  maxAttempts: 3,
  params: z.strictObject({ keys: z.array(z.string()), each: z.number(), stepMs: z.number().default(100) }),
  tasks: [visit],
  handler: async () => ({
    run: async (ctx, { keys, each, stepMs }) => {
      const items = keys.flatMap((key) => Array.from({ length: each }, (_, n) => ({ key, n, stepMs })));
      const { added } = await ctx.enqueue(visit, items);
      return { processed: added, failed: 0, skipped: 0, errors: [] };
    },
  }),
});
