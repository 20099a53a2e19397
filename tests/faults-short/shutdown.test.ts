import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DatabaseProxy } from "../support/database-proxy.ts";
import { release } from "../support/effects-file.ts";
import { begun, type EngineProcess, plainRequest } from "../support/engine-process.ts";
import { FaultBench, isOver } from "../support/fault-bench.ts";

vi.setConfig({ testTimeout: 120_000 });

let bench: FaultBench;
let leaving: EngineProcess;
let staying: EngineProcess;
beforeEach(async () => {
  bench = await FaultBench.open();
  leaving = await bench.start();
  staying = await bench.start();
});
afterEach(() => bench.close());

test("a process that drains hands its run back with the attempt unspent, and another one goes on from the checkpoint", async () => {
  const answer = leaving.run(plainRequest("steps-skip", { steps: 8, stepMs: 100 }));
  const { runId } = await bench.effects.waitFor({ what: "step", step: 3 });
  expect(await leaving.drain(5_000)).toEqual({ stopped: 1, abandoned: 0 });
  expect(await answer).toMatchObject({ kind: "waiting", runId, status: "retrying", reason: "shutdown" });

  const row = await bench.waitForRow(runId, isOver);
  expect(row).toMatchObject({ status: "completed", attempts: 1, interruptions: 1, worker: `fault:${staying.pid}` });
  expect(row.attempt_log).toMatchObject([{ attempt: 1, outcome: "interrupted", worker: `fault:${leaving.pid}` }]);
  const steps = bench.effects.all().filter(({ what }) => what === "step");
  expect(steps.length).toBeLessThanOrEqual(9);
  await expect(leaving.begin(plainRequest("steps-skip"))).rejects.toThrow("DrainingError");
});

test("a handler that outlives the grace keeps its run until the process ends; then the lease tells", async () => {
  const until = bench.releasePath("stop");
  const { runId } = begun(await leaving.begin(plainRequest("patient", { until })));
  await bench.effects.waitFor({ runId, what: "step" });
  expect(await leaving.drain(300)).toEqual({ stopped: 0, abandoned: 1 });
  expect(await bench.row(runId)).toMatchObject({ status: "started" });
  await leaving.kill();
  expect(await bench.waitForRow(runId, isOver)).toMatchObject({ status: "abandoned", reason: "lease_expired" });
});

test("a handler that ends within the grace ends its run as it would have anyway", async () => {
  const until = bench.releasePath("stop");
  const { runId } = begun(await leaving.begin(plainRequest("patient", { until })));
  await bench.effects.waitFor({ runId, what: "step" });
  const drained = leaving.drain(5_000);
  release(until);
  expect(await drained).toEqual({ stopped: 1, abandoned: 0 });
  expect(await bench.row(runId)).toMatchObject({ status: "completed", attempts: 1, interruptions: 0 });
});

test("a run whose admission is under way when the drain begins is handed back, and its handler is never called", async () => {
  const proxy = await DatabaseProxy.open(bench.databaseUrl);
  const late = await bench.start({ databaseUrl: proxy.url });
  const trap = proxy.trap("cron_admit", "answer");
  const answer = late.run(plainRequest("steps-skip"));
  await trap.caught;
  const drained = late.drain(5_000);
  await expect(late.begin(plainRequest("steps-skip"))).rejects.toThrow("DrainingError"); // it has heard of the drain
  await trap.release();
  const { runId } = (await answer) as { runId: string };
  expect(await drained).toMatchObject({ abandoned: 0 });
  expect(await bench.row(runId)).not.toMatchObject({ status: "started", worker: `fault:${late.pid}` });
  expect(await bench.waitForRow(runId, isOver)).toMatchObject({ status: "completed", attempts: 1, interruptions: 1 });
  expect(bench.effects.all().filter(({ pid }) => pid === late.pid)).toEqual([]);
  await proxy.close();
});
