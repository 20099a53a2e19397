import { describe, expect, it } from "vitest";
import { z } from "zod";
import { defineJobFor } from "../../../lib/cron/jobs/define-job.ts";
import type { Beat } from "../../../lib/cron/ports/runs.ts";
import { forwarding } from "../../support/forwarding.ts";
import { memoryEngine, request, StoreAwayError } from "../../support/memory-engine.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";

describe("fault A15", () => {
  it("keeps the entry of each failed attempt when two retries begin while the store is away", async () => {
    const steps = [step.throws(new Error("one")), step.throws(new Error("two")), step.ok()];
    const away = { from: 4_000, until: 17_000 };
    const { clock, engine, rows } = memoryEngine([scriptedJob(steps).job], {
      wrap: (runs) =>
        forwarding(runs, {
          beat: (beats: Beat[]) => {
            const nowMs = clock.monotonicMs();
            return nowMs > away.from && nowMs < away.until
              ? Promise.reject(new StoreAwayError("away"))
              : runs.beat(beats);
          },
        }),
    });
    const answer = engine.run(request());
    await clock.advance(20_000);
    expect(await answer).toMatchObject({ run: { status: "completed", attempts: 3 } });
    expect(rows()[0]?.attemptLog.map(({ attempt, error }) => [attempt, error])).toEqual([
      [1, "one"],
      [2, "two"],
    ]);
  });

  it("lets a state have a key named truncated", async () => {
    const state = z.strictObject({ truncated: z.boolean() });
    const job = defineJobFor<unknown>()({
      name: "scripted",
      description: "Saves what a reader of cut texts keeps",
      category: "tests",
      schedule: { kind: "none" },
      timeoutSeconds: 60,
      maxAttempts: 1,
      params: z.strictObject({}),
      state,
      stateRewound: () => false,
      handler: async () => ({
        run: async (context) => {
          await context.state.save({ truncated: true });
          return { processed: 1, failed: 0, skipped: 0, errors: [] };
        },
      }),
    });
    const { engine } = memoryEngine([job]);
    expect(await engine.run(request())).toMatchObject({ run: { status: "completed" } });
    expect((await engine.readState("scripted")).stored.value).toEqual({ truncated: true });
  });
});
