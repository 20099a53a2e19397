import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { JobContext } from "../../lib/cron/jobs/context.ts";
import { defineJobFor, type JobResult } from "../../lib/cron/jobs/define-job.ts";
import type { OverlapPolicy } from "../../lib/cron/words/vocabulary.ts";
import { isReleased, recordEffect } from "./effects-file.ts";
import { fansOutJob } from "./fan-out-fault-job.ts";
import { strangeReturns, strangeThrows } from "./strange-values.ts";

/** Where the handlers of a child process tell what they did. */
interface FaultServices {
  effectsPath: string;
}

const defineJob = defineJobFor<FaultServices>();
const SECOND_MS = 1000;

/** Belongs to one run: the next run begins anew, the next attempt goes on. */
const state = z.strictObject({ run: z.string(), cursor: z.number() });
type State = z.infer<typeof state>;
type Context = JobContext<State, FaultServices>;

const common = { description: "Misbehaves on purpose", category: "tests", schedule: { kind: "none" } } as const;

const stepsParams = z.strictObject({
  key: z.string().default("one"),
  steps: z.number().default(3),
  stepMs: z.number().default(50),
  /** Passes after the last step before the handler returns. */
  lingerMs: z.number().default(0),
});

/** Works in steps with a saved cursor and stops when it is told to: how a handler should be. */
const stepsJob = <const Name extends string>(name: Name, overlap: OverlapPolicy, concurrency = 1) =>
  defineJob({
    ...common,
    name,
    overlap,
    concurrency,
    concurrencyKey: ({ key }) => key,
    timeoutSeconds: 120,
    maxAttempts: 5,
    backoff: { kind: "linear", stepSeconds: 0.1 },
    params: stepsParams,
    state,
    handler: async () => ({ run: workInSteps }),
  });

async function workInSteps(ctx: Context, params: z.infer<typeof stepsParams>): Promise<JobResult> {
  const { key, steps, stepMs, lingerMs } = params;
  return telling(ctx, key, async (tell) => {
    const saved = await ctx.state.get();
    let cursor = saved.kind === "present" && saved.value.run === ctx.runId ? saved.value.cursor : 0;
    ctx.log.info("started", { from: cursor });
    for (; cursor < steps; cursor += 1) {
      ctx.signal.throwIfAborted();
      tell("step", cursor + 1);
      await sleep(stepMs, undefined, { signal: ctx.signal });
      await ctx.state.save({ run: ctx.runId, cursor: cursor + 1 });
      ctx.progress(cursor + 1, steps);
    }
    await sleep(lingerMs, undefined, { signal: ctx.signal });
    return done(steps);
  });
}

const stubbornParams = z.strictObject({
  key: z.string().default("one"),
  /** Ends when this file is there, whatever the signal says. */
  until: z.string(),
});

/** Goes on after its abort. */
const stubbornJob = <const Name extends string>(name: Name, overlap: OverlapPolicy, timeoutSeconds = 1) =>
  defineJob({
    ...common,
    name,
    overlap,
    // Overlap allow is refused for a job with one lane: it would change nothing.
    concurrency: overlap === "allow" ? 2 : 1,
    concurrencyKey: ({ key }) => key,
    timeoutSeconds,
    maxAttempts: 1,
    params: stubbornParams,
    handler: async () => ({
      run: (ctx, { key, until }) =>
        telling(ctx, key, async (tell) => {
          for (let step = 1; !isReleased(until); step += 1) {
            tell("step", step);
            await sleep(20);
          }
          return done(1);
        }),
    }),
  });

const oneShot = {
  ...common,
  timeoutSeconds: 120,
  maxAttempts: 2,
  backoff: { kind: "linear", stepSeconds: 0 },
} as const;

export const faultJobs = [
  fansOutJob,
  stepsJob("steps-skip", "skip"),
  stepsJob("steps-queue", "queue"),
  stepsJob("steps-replace", "replace"),
  stepsJob("steps-allow", "allow", 3),
  stubbornJob("stubborn-skip", "skip"),
  stubbornJob("stubborn-queue", "queue"),
  stubbornJob("stubborn-replace", "replace"),
  stubbornJob("stubborn-allow", "allow"),
  stubbornJob("patient", "skip", 600),
  defineJob({
    ...oneShot,
    name: "throws",
    overlap: "allow",
    concurrency: 50,
    maxAttempts: 1,
    params: z.strictObject({ what: z.enum(Object.keys(strangeThrows) as [keyof typeof strangeThrows]) }),
    handler: async () => ({
      run: async (_ctx, { what }) => {
        throw strangeThrows[what]();
      },
    }),
  }),
  defineJob({
    ...oneShot,
    name: "returns",
    overlap: "allow",
    concurrency: 50,
    maxAttempts: 1,
    params: z.strictObject({ what: z.enum(Object.keys(strangeReturns) as [keyof typeof strangeReturns]) }),
    handler: async () => ({ run: async (_ctx, { what }) => strangeReturns[what]() as JobResult }),
  }),
  defineJob({
    ...oneShot,
    name: "flaky",
    params: z.strictObject({ failures: z.number() }),
    handler: async () => ({
      run: (ctx, { failures }) =>
        telling(ctx, "", async () => {
          if (ctx.attempt <= failures) throw new Error(`attempt ${ctx.attempt} fails`);
          return done(1);
        }),
    }),
  }),
  defineJob({
    ...oneShot,
    name: "chatters",
    params: z.strictObject({ lines: z.number() }),
    handler: async () => ({
      run: async (ctx, { lines }) => {
        for (let n = 1; n <= lines; n += 1) ctx.log.info(`line ${n}`);
        return done(lines);
      },
    }),
  }),
  defineJob({
    ...oneShot,
    name: "exits",
    params: z.strictObject({}),
    handler: async () => ({
      run: (ctx) =>
        telling(ctx, "", async () => {
          process.exit(7);
        }),
    }),
  }),
  defineJob({
    ...oneShot,
    name: "blocks",
    params: z.strictObject({ ms: z.number() }),
    state,
    handler: async () => ({
      run: (ctx, { ms }) =>
        telling(ctx, "", async (tell) => {
          // The second attempt is well-behaved, so that the run can end.
          if (ctx.attempt === 1) blockEventLoop(ms);
          tell("step", 1);
          await ctx.state.save({ run: ctx.runId, cursor: ctx.attempt });
          ctx.progress(ctx.attempt, 2);
          return done(1);
        }),
    }),
  }),
  defineJob({
    ...oneShot,
    name: "slotted",
    // Every minute, Korea's time: a neighbour's slot is near, and minutes are the same in every zone.
    schedule: { kind: "cron", expression: "* * * * *", timezone: "Asia/Seoul" },
    overlap: "allow",
    concurrency: 50,
    params: z.strictObject({}),
    handler: async () => ({ run: (ctx) => telling(ctx, "", async () => done(1)) }),
  }),
  defineJob({
    ...oneShot,
    name: "yearly",
    schedule: { kind: "cron", expression: "0 0 1 1 *", timezone: "UTC" },
    overlap: "allow",
    concurrency: 50,
    params: z.strictObject({}),
    handler: async () => ({ run: (ctx) => telling(ctx, "", async () => done(1)) }),
  }),
] as const;

type Tell = (what: "step", step: number) => void;

/** Records when the work begins and when it ends, however it ends. */
async function telling(
  { runId, attempt, jobName, services }: Pick<Context, "runId" | "attempt" | "jobName" | "services">,
  key: string,
  work: (tell: Tell) => Promise<JobResult>,
): Promise<JobResult> {
  const lockKey = key === "" ? jobName : `${jobName}:${key}`;
  const tell = (what: "begin" | "step" | "end", step?: number) =>
    recordEffect(services.effectsPath, { lockKey, runId, attempt, what, ...(step === undefined ? {} : { step }) });
  tell("begin");
  try {
    return await work(tell);
  } finally {
    tell("end");
  }
}

function blockEventLoop(ms: number): void {
  const endsMs = performance.now() + ms;
  while (performance.now() < endsMs) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SECOND_MS / 10);
}

const done = (processed: number): JobResult => ({ processed, failed: 0, skipped: 0, errors: [] });
