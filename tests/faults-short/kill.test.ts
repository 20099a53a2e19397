import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { begun, plainRequest } from "../support/engine-process.ts";
import { FaultBench, isOver } from "../support/fault-bench.ts";

vi.setConfig({ testTimeout: 120_000 });

let bench: FaultBench;
beforeEach(async () => {
  bench = await FaultBench.open();
});
afterEach(() => bench.close());

test("a run whose process is killed goes on in another process from its last checkpoint", async () => {
  const [first, second] = await bench.startMany(2);
  if (!first || !second) throw new Error("Two processes were asked for");
  const { runId } = begun(await first.begin(plainRequest("steps-skip", { steps: 10, stepMs: 100 })));
  await bench.effects.waitFor({ runId, what: "step", step: 4 });
  await first.kill();

  const row = await bench.waitForRow(runId, isOver);
  expect(row).toMatchObject({ status: "completed", attempts: 2, worker: `fault:${second.pid}` });
  expect(row.attempt_log).toMatchObject([{ attempt: 1, outcome: "abandoned", worker: `fault:${first.pid}` }]);
  const steps = bench.effects.all().filter(({ what }) => what === "step");
  expect(new Set(steps.map(({ step }) => step))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]));
  // Only the step that the kill cut short was begun again.
  expect(steps.length).toBeLessThanOrEqual(11);
});
