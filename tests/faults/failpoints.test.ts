import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DatabaseProxy } from "../support/database-proxy.ts";
import { begun, type EngineProcess, ended, plainRequest } from "../support/engine-process.ts";
import { FaultBench, isOver } from "../support/fault-bench.ts";

vi.setConfig({ testTimeout: 120_000 });

const delivery = { kind: "scheduled", scheduleId: "job:yearly" } as const;
const slotRequest = plainRequest("yearly", {}, { trigger: "platform", delivery });
const work = plainRequest("steps-skip", { steps: 3, stepMs: 10 });

let bench: FaultBench;
let proxy: DatabaseProxy;
let cut: EngineProcess;
let other: EngineProcess;
beforeEach(async () => {
  bench = await FaultBench.open();
  proxy = await DatabaseProxy.open(bench.databaseUrl);
  cut = await bench.start({ databaseUrl: proxy.url, sweeps: false });
  other = await bench.start();
});
afterEach(async () => {
  await bench.close();
  await proxy.close();
});

async function countedEndings(): Promise<unknown> {
  const { rows } = await bench.pool.query(
    "select sum(completed)::int as completed, sum(failed + timed_out + abandoned + cancelled)::int as others from cron_job_stats_hourly",
  );
  return rows[0];
}

async function savedStates(): Promise<{ version: number; value: unknown }[]> {
  return (await bench.pool.query("select version, value from cron_job_state")).rows;
}

const attemptsTold = () => bench.effects.all().filter(({ what }) => what === "begin");

test("killed after the admission and before the handler: the run goes on elsewhere, and its slot stays taken", async () => {
  const trap = proxy.trap("cron_admit", "answer");
  void cut.begin(slotRequest);
  await trap.caught;
  await cut.kill();
  expect(attemptsTold()).toEqual([]);
  const admitted = await bench.onlyRow();
  expect(await other.begin(slotRequest)).toMatchObject({ reason: "duplicate_slot", runId: admitted.id });
  expect(await bench.waitForRow(admitted.id, isOver)).toMatchObject({
    status: "completed",
    attempts: 2,
    deliveries: 2,
  });
  expect(attemptsTold()).toMatchObject([{ pid: other.pid, attempt: 2 }]);
});

test("killed between the handler's return and the finish: the next attempt finds all steps done", async () => {
  const trap = proxy.trap("cron_finish", "statement");
  const { runId } = begun(await cut.begin(work));
  await trap.caught;
  await cut.kill();
  expect(await bench.row(runId)).toMatchObject({ status: "started", attempts: 1 });
  expect(await bench.waitForRow(runId, isOver)).toMatchObject({ status: "completed", attempts: 2 });
  expect(attemptsTold()).toHaveLength(2);
  expect(bench.effects.all().filter(({ what }) => what === "step")).toHaveLength(3);
  expect(await countedEndings()).toEqual({ completed: 1, others: 0 });
});

test("killed between the finish and its answer: the run has ended, once", async () => {
  const trap = proxy.trap("cron_finish", "answer");
  const { runId } = begun(await cut.begin(work));
  await trap.caught;
  await cut.kill();
  const row = await bench.row(runId);
  expect(row).toMatchObject({ status: "completed", attempts: 1, attempt_log: null });
  await other.sweep();
  expect(await bench.row(runId)).toEqual(row);
  expect(attemptsTold()).toHaveLength(1);
  expect(await countedEndings()).toEqual({ completed: 1, others: 0 });
});

test("a lost answer to the admission is asked for again: the run begins once", async () => {
  const trap = proxy.trap("cron_admit", "answer");
  const answer = cut.run(slotRequest);
  await trap.caught;
  proxy.cut();
  expect(ended(await answer)).toMatchObject({ status: "completed", attempts: 1 });
  expect(await bench.onlyRow()).toMatchObject({ deliveries: 1, attempts: 1 });
  expect(attemptsTold()).toHaveLength(1);
});

test("a lost answer to the finish is asked for again: the ending counts once", async () => {
  const trap = proxy.trap("cron_finish", "answer");
  const answer = cut.run(work);
  await trap.caught;
  proxy.cut();
  expect(ended(await answer)).toMatchObject({ status: "completed", attempts: 1 });
  expect(await countedEndings()).toEqual({ completed: 1, others: 0 });
});

test("a lost answer to a state save is asked for again: the attempt goes on and saves each step once", async () => {
  const trap = proxy.trap("cron_saveState", "answer");
  const answer = cut.run(work);
  await trap.caught;
  proxy.cut();
  expect(ended(await answer)).toMatchObject({ status: "completed", attempts: 1 });
  expect(await savedStates()).toMatchObject([{ version: 3 }]);
});

test("an admission whose answer comes after its lease is over begins nothing: the run is another process's", async () => {
  const trap = proxy.trap("cron_admit", "answer");
  const answer = cut.run(work);
  await trap.caught;
  const { id } = await bench.onlyRow();
  await bench.effects.waitFor({ runId: id, pid: other.pid, what: "begin" });
  await trap.release();
  expect(await answer).toMatchObject({ kind: "lost", runId: id });
  expect(attemptsTold().filter(({ pid }) => pid === cut.pid)).toEqual([]);
});

test.each(["cron_finish", "cron_saveState", "cron_beat"])(
  "a %s that reaches the database when another process has the run changes nothing",
  async (statement) => {
    const answer = cut.run(plainRequest("steps-skip", { steps: 3, stepMs: 1_000, lingerMs: 1_000 }));
    const { runId } = await bench.effects.waitFor({ what: "step", step: 2 });
    const trap = proxy.trap(statement, "statement");
    await trap.caught;
    // Frozen with its statement on the way: it renews its lease no more.
    cut.signal("SIGSTOP");
    await bench.effects.waitFor({ runId, attempt: 2, what: "begin" });
    const before = [await bench.row(runId), await savedStates()];
    await trap.release();
    expect([await bench.row(runId), await savedStates()]).toEqual(before);
    cut.signal("SIGCONT");
    expect(await answer).toMatchObject({ kind: "lost", runId });

    const row = await bench.waitForRow(runId, isOver);
    expect(row).toMatchObject({ status: "completed", attempts: 2, worker: `fault:${other.pid}` });
    expect(await savedStates()).toMatchObject([{ version: 3 }]);
    expect(await countedEndings()).toEqual({ completed: 1, others: 0 });
  },
);
