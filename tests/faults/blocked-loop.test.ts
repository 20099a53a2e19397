import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { begun, plainRequest } from "../support/engine-process.ts";
import { FaultBench, isOver } from "../support/fault-bench.ts";

vi.setConfig({ testTimeout: 120_000 });

let bench: FaultBench;
beforeEach(async () => {
  bench = await FaultBench.open();
});
afterEach(() => bench.close());

test("a handler that blocks its event loop past the lease loses the run: it can neither save nor finish", async () => {
  const blocked = await bench.start({ sweeps: false });
  const other = await bench.start();
  void blocked.begin(plainRequest("blocks", { ms: 9_000 }));
  const { runId } = await bench.effects.waitFor({ what: "begin", pid: blocked.pid });
  const row = await bench.waitForRow(runId, isOver);
  expect(row).toMatchObject({ status: "completed", attempts: 2, worker: `fault:${other.pid}` });
  expect(row.attempt_log).toMatchObject([{ attempt: 1, outcome: "abandoned", worker: `fault:${blocked.pid}` }]);

  await blocked.waitForEvent("run_lost", runId);
  expect(await bench.row(runId)).toEqual(row);
  const { rows } = await bench.pool.query("select value, version from cron_job_state");
  expect(rows).toEqual([{ value: { run: runId, cursor: 2 }, version: 1 }]);
});

test("runs beside a handler that blocks for less than the lease are kept", async () => {
  const [blocked, other] = await bench.startMany(2);
  const beside = begun((await blocked?.begin(plainRequest("steps-skip", { steps: 20, stepMs: 100 }))) ?? never());
  await bench.effects.waitFor({ runId: beside.runId, what: "step", step: 3 });
  void blocked?.begin(plainRequest("blocks", { ms: 700 }));
  expect(await bench.waitForRow(beside.runId, isOver)).toMatchObject({ status: "completed", attempts: 1 });
  expect(other?.events.filter(({ type }) => type === "runs_rescued")).toEqual([]);
});

function never(): never {
  throw new Error("The process was not started");
}
