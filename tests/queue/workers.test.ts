import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { begun, type EngineProcess, plainRequest } from "../support/engine-process.ts";
import { FaultBench, isOver } from "../support/fault-bench.ts";
import { mostAtOnce, spansOf } from "../support/overlap.ts";
import { until } from "../support/until.ts";

vi.setConfig({ testTimeout: 180_000 });

const RUNS = 30;
const STEPS = 12;

let bench: FaultBench;
beforeEach(async () => {
  bench = await FaultBench.open();
});
afterEach(() => bench.close());

const carriers = async (): Promise<string[]> => {
  const { rows } = await bench.pool.query<{ id: string }>(
    "select data ->> 'runId' as id from pgboss.job where state = 'created' and name like 'cron_%'",
  );
  return rows.map(({ id }) => id);
};

async function queued(front: EngineProcess, job: string, params: object): Promise<string> {
  const answer = await front.begin(plainRequest(job, params));
  if (answer.kind !== "waiting") throw new Error(`Expected a queued run, got ${JSON.stringify(answer)}`);
  return answer.runId;
}

it("three workers, one killed -9 and one stopped with SIGTERM: everything ends, and no step is done by two at once", async () => {
  const front = await bench.start({ role: "front" });
  const [killed, stopped, staying] = await bench.startMany(3, { role: "worker" });
  if (!killed || !stopped || !staying) throw new Error("Three workers were asked for");
  const ids = await Promise.all(
    Array.from({ length: RUNS }, (_, key) => queued(front, "steps-skip", { key: `k${key}`, steps: STEPS, stepMs: 60 })),
  );
  await bench.effects.waitFor({ pid: killed.pid, what: "step", step: 3 });
  await bench.effects.waitFor({ pid: stopped.pid, what: "step", step: 3 });
  await killed.kill();
  stopped.signal("SIGTERM");
  expect(await stopped.exited).toEqual({ code: 0, signal: null });

  for (const id of ids) expect(await bench.waitForRow(id, isOver, 90_000)).toMatchObject({ status: "completed" });
  const rows = await bench.rows();
  expect(rows).toHaveLength(RUNS);
  expect(rows.filter(({ attempts }) => attempts > 1).length).toBeGreaterThan(0); // the killed one's
  expect(rows.filter(({ interruptions }) => interruptions > 0).length).toBeGreaterThan(0); // the stopped one's
  const effects = bench.effects.all();
  expect(new Set(mostAtOnce(spansOf(effects, 30_000)).values())).toEqual(new Set([1]));
  for (const id of ids) {
    const steps = effects.filter(({ runId, what }) => runId === id && what === "step").map(({ step }) => step);
    expect(new Set(steps).size).toBe(STEPS);
    // Only the step that a kill or the drain cut short is begun again.
    expect(steps.length).toBeLessThanOrEqual(STEPS + 1);
  }
});

describe("a run and its carrier", () => {
  it("are written in one commit: when the carrier cannot be, the run is not", async () => {
    const front = await bench.start({ role: "front", sweeps: false });
    await queued(front, "steps-skip", { key: "first" });
    await bench.pool.query("alter table pgboss.job_common add check (data is null) not valid");
    await expect(front.begin(plainRequest("steps-skip", { key: "second" }))).rejects.toThrow();
    expect(await bench.rows()).toHaveLength(1);
  });

  it("find each other again when the carrier was lost", async () => {
    const front = await bench.start({ role: "front", sweeps: false });
    const runId = await queued(front, "steps-skip", { steps: 1 });
    await bench.pool.query("delete from pgboss.job where data ? 'runId'");
    await front.sweep();
    expect(await carriers()).toEqual([]);
    await bench.pool.query("update cron_job_logs set next_attempt_at = next_attempt_at - interval '31 seconds'");
    await front.sweep();
    await front.sweep();
    expect(await carriers()).toEqual([runId]);
    await bench.start({ role: "worker" });
    expect(await bench.waitForRow(runId, isOver)).toMatchObject({ status: "completed", attempts: 1 });
  });

  it("part when the run was cancelled before a worker came", async () => {
    const front = await bench.start({ role: "front" });
    const runId = await queued(front, "steps-skip", { key: "cancelled" });
    await front.cancel(runId);
    const other = await queued(front, "steps-skip", { key: "other", steps: 1 });
    await bench.start({ role: "worker" });
    await bench.waitForRow(other, isOver);
    await until("the carriers are used up", async () => ((await carriers()).length === 0 ? true : null));
    expect(await bench.row(runId)).toMatchObject({ status: "cancelled", attempts: 0 });
    expect(bench.effects.all().filter((effect) => effect.runId === runId)).toEqual([]);
  });
});

it("tasks of a run call other workers, which need not wait for their next sweep", async () => {
  const front = await bench.start({ role: "front", sweeps: false });
  const workers = await bench.startMany(2, { role: "worker", sweeps: false });
  await queued(front, "fans-out", { keys: ["a", "b", "c", "d", "e", "f", "g", "h"], each: 20 });
  for (const { pid } of workers) await bench.effects.waitFor({ pid, what: "step" });
});

it("where no process lives long, the tick works on the queue until it is empty", async () => {
  const times = { leaseMs: 3_000, heartbeatMs: 1_000, sweepMs: 1_000, maxDurationMs: 60_000 };
  const invocation = await bench.start({ role: "front", sweeps: false, times });
  const ids = await Promise.all(
    Array.from({ length: 25 }, (_, key) => queued(invocation, "steps-skip", { key: `k${key}`, steps: 1 })),
  );
  expect(await invocation.tick()).toEqual({ claimed: 10 });
  for (const id of ids) expect(await bench.waitForRow(id, isOver)).toMatchObject({ status: "completed" });
  expect(await carriers()).toEqual([]);
});

it("a run admitted by a process in queue mode is not begun there", async () => {
  const front = await bench.start({ role: "front" });
  const answer = await front.begin(plainRequest("steps-skip"));
  expect(answer).toMatchObject({ kind: "waiting", status: "queued", reason: "waits_for_worker" });
  expect(() => begun(answer)).toThrow();
  await front.sweep();
  expect(await bench.onlyRow()).toMatchObject({ status: "queued", worker: null });
});
