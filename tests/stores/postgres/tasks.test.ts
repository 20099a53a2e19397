import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TaskStore } from "../../../lib/cron/ports/tasks.ts";
import { openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";
import { beating, begin, ending, LEASE_MS, onlyOne, tally } from "../support/requests.ts";
import {
  claimingTasks,
  claimTasks,
  enqueueing,
  newTask,
  newTasks,
  taskEnding,
  taskHandingBack,
} from "../support/tasks.ts";

let stores: TestStores;
let tasks: TaskStore;
beforeAll(async () => {
  stores = await openTestStores();
  tasks = stores.tasks;
  await stopClock(stores, "2026-11-21T09:00:00Z");
});
afterAll(() => stores.close());
beforeEach(() => stores.clear());

const advance = (ms: number) => stores.pool.query("update test_clock set at = at + $1 * interval '1 ms'", [ms]);
const statuses = async () =>
  (await stores.rows<{ status: string }>("select status from cron_run_tasks order by id")).map(({ status }) => status);
const rowOf = async (id: string) => onlyOne(await stores.rows("select * from cron_run_tasks where id = $1", [id]));

describe("enqueue", () => {
  it("adds an item once in a run, whoever repeats it, and again in another run", async () => {
    const run = await begin(stores.runs);
    const items = newTasks(3);
    expect(await tasks.enqueue(enqueueing(run, items))).toEqual({ outcome: "added", added: 3 });
    expect(await tasks.enqueue(enqueueing(run, items))).toEqual({ outcome: "added", added: 0 });
    const again = [...newTasks(3), newTask("new"), newTask("new")];
    expect(await tasks.enqueue(enqueueing(run, again))).toEqual({ outcome: "added", added: 1 });
    const other = await begin(stores.runs, { lockKey: "other" });
    expect(await tasks.enqueue(enqueueing(other, newTasks(3)))).toEqual({ outcome: "added", added: 3 });
  });

  it("is refused to a run that lost its lease, that ended, or that is cancelled", async () => {
    const run = await begin(stores.runs);
    const stale = { id: run.id, fence: String(BigInt(run.fence) - 1n) };
    expect(await tasks.enqueue(enqueueing(stale, newTasks(1)))).toEqual({ outcome: "lease_lost" });
    await stores.runs.cancel(run.id);
    expect(await tasks.enqueue(enqueueing(run, newTasks(1)))).toEqual({ outcome: "cancelled" });
    await stores.runs.finish(ending(run));
    expect(await tasks.enqueue(enqueueing(run, newTasks(1)))).toEqual({ outcome: "lease_lost" });
    expect(await statuses()).toEqual([]);
  });

  it("loses its tasks with the run's row", async () => {
    const run = await begin(stores.runs);
    await tasks.enqueue(enqueueing(run, newTasks(3)));
    await stores.runs.finish(ending(run));
    await stores.pool.query("delete from cron_job_logs where id = $1", [run.id]);
    expect(await statuses()).toEqual([]);
  });
});

describe("claim", () => {
  it("takes as many of a key as it has lanes, oldest first, and the next when one ends", async () => {
    const run = await begin(stores.runs);
    const items = newTasks(5);
    await tasks.enqueue(enqueueing(run, items, { lanes: 2 }));
    const [first, second, ...more] = await claimTasks(tasks);
    expect([first?.itemId, second?.itemId, more]).toEqual(["0", "1", []]);
    expect(first).toMatchObject({ runId: run.id, jobName: "job", task: "work", item: { n: "0" }, attempt: 1 });
    expect(await claimTasks(tasks)).toEqual([]);
    if (first) await tasks.finish(taskEnding(first));
    expect(onlyOne(await claimTasks(tasks)).itemId).toBe("2");
  });

  it("is fair: the key with the fewest running goes first", async () => {
    const run = await begin(stores.runs);
    await tasks.enqueue(enqueueing(run, newTasks(1000, "a"), { lanes: 10 }));
    await advance(60_000);
    await tasks.enqueue(enqueueing(run, newTasks(3, "b"), { lanes: 10 }));
    const keys = (await claimTasks(tasks, { limit: 6 })).map(({ key }) => key.slice(-1));
    expect(tally(keys)).toEqual({ a: 3, b: 3 });
    expect(tally((await claimTasks(tasks, { limit: 4 })).map(({ key }) => key.slice(-1)))).toEqual({ a: 4 });
  });

  it("comes to every key, however many there are, going on where it stopped", async () => {
    const run = await begin(stores.runs);
    const items = Array.from({ length: 200 }, (_, n) => newTask(`${n}`, `k${String(n).padStart(3, "0")}`));
    await tasks.enqueue(enqueueing(run, items));
    const seen: string[] = [];
    let after = "";
    for (let claim = 0; claim < 24; claim++) {
      const answer = await tasks.claim(claimingTasks({ limit: 10, after }));
      after = answer.walkedTo;
      seen.push(...answer.tasks.map(({ itemId }) => itemId));
    }
    expect(new Set(seen).size).toBe(200);
  });

  it("leaves tasks of kinds that this process does not know, and of paused jobs", async () => {
    const run = await begin(stores.runs);
    await tasks.enqueue(enqueueing(run, newTasks(1)));
    expect(await claimTasks(tasks, { kinds: ["job/other"] })).toEqual([]);
    await stores.pool.query("insert into cron_job_config (job_name, paused_at) values ('job', cron_now())");
    expect(await claimTasks(tasks)).toEqual([]);
    await stores.pool.query("delete from cron_job_config");
    await stores.pool.query("update cron_scheduler_state set paused_at = cron_now()");
    expect(await claimTasks(tasks)).toEqual([]);
    await stores.pool.query("update cron_scheduler_state set paused_at = null");
    expect(await claimTasks(tasks)).toHaveLength(1);
  });

  it("keeps a key to its lanes although several claim at once", async () => {
    const run = await begin(stores.runs);
    for (const key of ["a", "b", "c"]) await tasks.enqueue(enqueueing(run, newTasks(100, key), { lanes: 3 }));
    for (let round = 0; round < 20; round++) {
      const claimed = (await Promise.all(Array.from({ length: 6 }, () => claimTasks(tasks)))).flat();
      expect(new Set(claimed.map(({ id }) => id)).size).toBe(claimed.length);
      for (const count of Object.values(tally(claimed.map(({ key }) => key)))) expect(count).toBeLessThanOrEqual(3);
      expect(claimed).toHaveLength(9);
      await Promise.all(claimed.map((task) => tasks.finish(taskEnding(task))));
    }
  });
});

describe("finish", () => {
  it("ends a task once, under its fence only, with its result and its log lines in the run's log", async () => {
    const run = await begin(stores.runs);
    await tasks.enqueue(enqueueing(run, newTasks(1)));
    const task = onlyOne(await claimTasks(tasks));
    await advance(1_500);
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
    await advance(5_000);
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
    expect((await statuses()).sort()).toEqual(["queued", "queued", "retrying", "started"]);
    await advance(59_000);
    expect(await claimTasks(tasks)).toEqual([]);
    await advance(1_000);
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
    await advance(59_000);
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
    await advance(LEASE_MS - 1_000);
    expect(await tasks.beat([beating(task, { leaseMs: LEASE_MS })])).toEqual([
      { runId: task.id, held: true, abort: null },
    ]);
    await advance(LEASE_MS - 1_000);
    expect(await tasks.rescue(10)).toEqual([]);
    await advance(2_000);
    expect(await tasks.rescue(10)).toMatchObject([{ taskId: task.id, status: "retrying" }]);
    expect(await tasks.beat([beating(task, { leaseMs: LEASE_MS })])).toEqual([{ runId: task.id, held: false }]);
    expect(await tasks.finish(taskEnding(task))).toEqual({ applied: false });
    expect(onlyOne(await claimTasks(tasks))).toMatchObject({ id: task.id, attempt: 2 });
  });

  it("ends a dead task whose attempts are used up, as timed out when it ignored its timeout", async () => {
    await tasks.enqueue(enqueueing(await begin(stores.runs), newTasks(2), { lanes: 2, maxAttempts: 1 }));
    const [late] = await claimTasks(tasks);
    if (late) await tasks.beat([beating(late, { abortReason: "timeout" })]);
    await advance(LEASE_MS + 1);
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
    expect(tally(await statuses())).toEqual({ started: 1, queued: mine ? 1 : 0, cancelled: mine ? 2_999 : 3_000 });
    if (mine) expect(await tasks.beat([beating(running)])).toMatchObject([{ held: true, abort: "cancel" }]);
    expect(await tasks.finish(taskHandingBack(running))).toEqual({
      applied: true,
      status: mine ? "cancelled" : "retrying",
    });
  });
});
