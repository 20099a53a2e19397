import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { TaskStore } from "../../../lib/cron/ports/tasks.ts";
import { advanceClock, openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";
import { begin, ending, onlyOne, tally } from "../support/requests.ts";
import {
  claimingTasks,
  claimTasks,
  enqueueing,
  newTask,
  newTasks,
  taskEnding,
  taskStatuses,
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
    expect(await taskStatuses(stores)).toEqual([]);
  });

  it("loses its tasks with the run's row", async () => {
    const run = await begin(stores.runs);
    await tasks.enqueue(enqueueing(run, newTasks(3)));
    await stores.runs.finish(ending(run));
    await stores.pool.query("delete from cron_job_logs where id = $1", [run.id]);
    expect(await taskStatuses(stores)).toEqual([]);
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
    await advanceClock(stores, 60_000);
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
