import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { begun, type EngineProcess, plainRequest } from "../support/engine-process.ts";
import { FaultBench, isOver } from "../support/fault-bench.ts";

vi.setConfig({ testTimeout: 120_000 });

let bench: FaultBench;
let frozen: EngineProcess;
let other: EngineProcess;
beforeEach(async () => {
  bench = await FaultBench.open();
  frozen = await bench.start();
  other = await bench.start();
});
afterEach(() => bench.close());

/** Begins a run, stops its process in the middle, and waits until the other one is at work on attempt 2. */
async function freezeInTheMiddle(stepMs: number): Promise<string> {
  const { runId } = begun(await frozen.begin(plainRequest("steps-skip", { steps: 12, stepMs })));
  await bench.effects.waitFor({ runId, what: "step", step: 3 });
  frozen.signal("SIGSTOP");
  await bench.effects.waitFor({ runId, pid: other.pid, what: "step" });
  return runId;
}

test("a process frozen past its lease can neither finish, save state nor report progress", async () => {
  const runId = await freezeInTheMiddle(150);
  const fence = (await bench.row(runId)).fence;
  const thawedAtStep = bench.effects.all().filter(({ pid }) => pid === frozen.pid).length;
  frozen.signal("SIGCONT");

  await frozen.waitForEvent("run_lost", runId);
  const row = await bench.waitForRow(runId, isOver);
  expect(row).toMatchObject({ status: "completed", attempts: 2, worker: `fault:${other.pid}`, fence });
  expect(row.attempt_log).toMatchObject([{ attempt: 1, outcome: "abandoned", worker: `fault:${frozen.pid}` }]);
  expect(row.progress).toMatchObject({ done: 12 });
  const { rows: states } = await bench.pool.query("select value, version, updated_by from cron_job_state");
  // Each step was saved once: a save of the frozen process would have moved the version past the number of steps.
  expect(states).toEqual([{ value: { run: runId, cursor: 12 }, version: 12, updated_by: runId }]);
  // After the thaw its handler got no further than the step it was in.
  const after = bench.effects.all().filter(({ pid, what }) => pid === frozen.pid && what === "step");
  expect(after.length - thawedAtStep).toBeLessThanOrEqual(1);
  expect(other.events.filter(({ type }) => type === "run_ended")).toHaveLength(1);
});

test("a frozen process that wakes when its run has already ended changes nothing of it", async () => {
  const runId = await freezeInTheMiddle(20);
  const before = await bench.waitForRow(runId, isOver);
  frozen.signal("SIGCONT");
  await frozen.waitForEvent("run_lost", runId);
  expect(await bench.row(runId)).toEqual(before);
});
