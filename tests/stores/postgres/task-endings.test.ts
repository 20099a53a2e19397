import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TaskStore } from "../../../lib/cron/ports/tasks.ts";
import { advanceClock, openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";
import { beating, begin, LEASE_MS, onlyOne, tally } from "../support/requests.ts";
import { claimTasks, enqueueing, newTasks, taskEnding, taskHandingBack, taskStatuses } from "../support/tasks.ts";

let stores: TestStores;
let tasks: TaskStore;
beforeAll(async () => {
  stores = await openTestStores();
  tasks = stores.tasks;
  await stopClock(stores, "2026-11-21T09:00:00Z");
});
afterAll(() => stores.close());
beforeEach(() => stores.clear());

const rowOf = async (id: string) => onlyOne(await stores.rows("select * from cron_run_tasks where id = $1", [id]));

describe("finish", () => {
  it("ends a task once, under its fence only, with its result and its log lines in the run's log", async () => {
    const run = await begin(stores.runs);
    await tasks.enqueue(enqueueing(run, newTasks(1)));
    const task = onlyOne(await claimTasks(tasks));
    await advanceClock(stores, 1_500);
    const lines = [{ at: new Date(0), level: "info", attempt: 1, message: "done", fields: { item: "0" } } as const];
    const finish = taskEnding(task, { result: { ok: true }, lines: [...lines] });
    expect(await tasks.finish({ ...finish, fence: "1" })).toEqual({ applied: false });
    expect(await tasks.finish(finish)).toEqual({ applied: true, status: "completed" });
    expect(await tasks.finish(finish)).toEqual({ applied: true, status: "completed" });
    const row = await rowOf(task.id);
    expect(row).toMatchObject({
      status: "completed",
      result: { ok: true },
      lane: null,
      duration_ms: 1_500,
      attempts: 1,
    });
    const log = await stores.rows("select message, fields from cron_job_log_lines where run_id = $1", [run.id]);
    expect(log).toEqual([{ message: "done", fields: { item: "0" } }]);
  });

  it("hands a failed task back for its backoff", async () => {
    await tasks.enqueue(enqueueing(await begin(stores.runs), newTasks(1)));
    const task = onlyOne(await claimTasks(tasks));
    expect(await tasks.finish(taskHandingBack(task, { retryInMs: 5_000 }))).toEqual({
      applied: true,
      status: "retrying",
    });
    expect(await claimTasks(tasks)).toEqual([]);
    await advanceClock(stores, 5_000);
    expect(onlyOne(await claimTasks(tasks))).toMatchObject({ id: task.id, attempt: 2 });
  });

  it("pauses the whole key for a Retry-After, and no other; that costs no attempt, ten times", async () => {
    const run = await begin(stores.runs);
    await tasks.enqueue(enqueueing(run, newTasks(3, "a"), { lanes: 3, maxAttempts: 1 }));
    await tasks.enqueue(enqueueing(run, newTasks(1, "b")));
    const [turnedAway, other] = await claimTasks(tasks, { limit: 2 });
    const onA = turnedAway?.key.endsWith(":a") ? turnedAway : other;
    if (!onA) throw new Error("expected a task of key a");
    const back = { retryInMs: 60_000, pauseKeyMs: 60_000, costs: "deferral" } as const;
    expect(await tasks.finish(taskHandingBack(onA, back))).toEqual({ applied: true, status: "retrying" });
    await claimTasks(tasks);
    expect((await taskStatuses(stores)).sort()).toEqual(["queued", "queued", "retrying", "started"]);
    await advanceClock(stores, 59_000);
    expect(await claimTasks(tasks)).toEqual([]);
    await advanceClock(stores, 1_000);
    for (let deferral = 2; deferral <= 10; deferral++) {
      const task = onlyOne((await claimTasks(tasks)).filter(({ id }) => id === onA.id));
      expect(task.attempt).toBe(1);
      expect(await tasks.finish(taskHandingBack(task, { costs: "deferral" }))).toMatchObject({ status: "retrying" });
    }
    const last = onlyOne((await claimTasks(tasks)).filter(({ id }) => id === onA.id));
    expect(await tasks.finish(taskHandingBack(last, { costs: "deferral" }))).toEqual({
      applied: true,
      status: "abandoned",
    });
  });

  it("keeps a longer pause that is on already", async () => {
    await tasks.enqueue(enqueueing(await begin(stores.runs), newTasks(2), { lanes: 2 }));
    const [one, two] = await claimTasks(tasks);
    for (const [task, pauseKeyMs] of [
      [one, 60_000],
      [two, 1_000],
    ] as const) {
      if (task) await tasks.finish(taskHandingBack(task, { pauseKeyMs, costs: "deferral" }));
    }
    await advanceClock(stores, 59_000);
    expect(await claimTasks(tasks)).toEqual([]);
  });

  it("takes no attempt for the first two interruptions, and counts the third", async () => {
    await tasks.enqueue(enqueueing(await begin(stores.runs), newTasks(1), { maxAttempts: 1 }));
    for (const status of ["retrying", "retrying", "abandoned"]) {
      const task = onlyOne(await claimTasks(tasks));
      expect(await tasks.finish(taskHandingBack(task, { costs: "interruption" }))).toEqual({ applied: true, status });
    }
  });
});

describe("beat and rescue", () => {
  it("renews the lease of a held task and tells a lost one so", async () => {
    await tasks.enqueue(enqueueing(await begin(stores.runs), newTasks(1)));
    const task = onlyOne(await claimTasks(tasks));
    await advanceClock(stores, LEASE_MS - 1_000);
    expect(await tasks.beat([beating(task, { leaseMs: LEASE_MS })])).toEqual([
      { runId: task.id, held: true, abort: null },
    ]);
    await advanceClock(stores, LEASE_MS - 1_000);
    expect(await tasks.rescue(10)).toEqual([]);
    await advanceClock(stores, 2_000);
    expect(await tasks.rescue(10)).toMatchObject([{ taskId: task.id, status: "retrying" }]);
    expect(await tasks.beat([beating(task, { leaseMs: LEASE_MS })])).toEqual([{ runId: task.id, held: false }]);
    expect(await tasks.finish(taskEnding(task))).toEqual({ applied: false });
    expect(onlyOne(await claimTasks(tasks))).toMatchObject({ id: task.id, attempt: 2 });
  });

  it("ends a dead task whose attempts are used up, as timed out when it ignored its timeout", async () => {
    await tasks.enqueue(enqueueing(await begin(stores.runs), newTasks(2), { lanes: 2, maxAttempts: 1 }));
    const [late] = await claimTasks(tasks);
    if (late) await tasks.beat([beating(late, { abortReason: "timeout" })]);
    await advanceClock(stores, LEASE_MS + 1);
    expect((await tasks.rescue(10)).map(({ status }) => status)).toEqual(["timed_out", "abandoned"]);
  });

  it("forgets pauses that are over", async () => {
    await stores.pool.query(
      "insert into cron_key_pauses values ('old', cron_now() - interval '1 s', ''), ('new', cron_now() + interval '1 s', '')",
    );
    await tasks.rescue(10);
    expect(await stores.rows("select key from cron_key_pauses")).toEqual([{ key: "new" }]);
  });
});

describe("cancel", () => {
  it("cancels what waits, also more than one batch, and asks what runs to stop", async () => {
    const run = await begin(stores.runs);
    for (let batch = 0; batch < 3; batch++) await tasks.enqueue(enqueueing(run, newTasks(1_000, `${batch}-`)));
    const other = await begin(stores.runs, { lockKey: "other" });
    await tasks.enqueue(enqueueing(other, newTasks(1)));
    const [running] = await claimTasks(tasks, { limit: 1 });
    if (!running) throw new Error("expected a task");
    const mine = running.runId === run.id;
    expect(await tasks.cancel(run.id)).toEqual({ cancelled: mine ? 2_999 : 3_000, stopping: mine ? 1 : 0 });
    expect(tally(await taskStatuses(stores))).toEqual({
      started: 1,
      queued: mine ? 1 : 0,
      cancelled: mine ? 2_999 : 3_000,
    });
    if (mine) expect(await tasks.beat([beating(running)])).toMatchObject([{ held: true, abort: "cancel" }]);
    expect(await tasks.finish(taskHandingBack(running))).toEqual({
      applied: true,
      status: mine ? "cancelled" : "retrying",
    });
  });
});
