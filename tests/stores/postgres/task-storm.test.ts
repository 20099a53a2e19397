import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { StartedTask } from "../../../lib/cron/ports/tasks.ts";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { beating, begin, onlyOne } from "../support/requests.ts";
import { claimingTasks, enqueueing, newTask, taskEnding, taskHandingBack } from "../support/tasks.ts";

const PROCESSES = 4;
const CLAIMERS = 4;
const RUNS = 6;
const KEYS = 90;
const LANES = 2;
const ITEMS = 400;

const seed = Date.now();
let state = seed % 2_147_483_647;
/** Park and Miller's generator: the seed is in the failure's message. */
function random(): number {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
}
const chance = (share: number) => random() < share;

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores({ connections: 24 });
});
afterAll(() => stores.close());

/** What really runs, as the handlers themselves know it. */
const running = new Map<string, number>();
const breaches: string[] = [];
const finished: string[] = [];
let refused = 0;

it("keeps lanes, loses nothing and never deadlocks while processes claim, freeze, pause keys, rescue and cancel", async () => {
  const runs = await Promise.all(Array.from({ length: RUNS }, (_, n) => begin(stores.runs, { lockKey: `run-${n}` })));
  const items = () => Array.from({ length: ITEMS }, (_, n) => newTask(`${n}`, `k${Math.floor(random() * KEYS)}`));
  await Promise.all(
    runs.map((run) => stores.tasks.enqueue(enqueueing(run, items(), { lanes: LANES, maxAttempts: 50 }))),
  );
  const cancelled = runs.slice(0, 2).map(({ id }) => id);
  await Promise.all([
    ...Array.from({ length: PROCESSES }, () => oneProcess()),
    // Enqueued again beside the claims: nothing comes twice.
    ...runs.map((run) => stores.tasks.enqueue(enqueueing(run, items(), { lanes: LANES, maxAttempts: 50 }))),
    ...cancelled.map((id) => sleep(300).then(() => stores.tasks.cancel(id))),
  ]);

  expect(breaches, `seed ${seed}`).toEqual([]);
  expect(finished.length, `seed ${seed}`).toBe(new Set(finished).size);
  expect(refused, `seed ${seed}`).toBeGreaterThan(0);
  const counts = await stores.rows<{ run_id: string; tasks: number; completed: number; open: number }>(
    `select run_id, count(*)::int as tasks, (count(*) filter (where status = 'completed'))::int as completed,
       (count(*) filter (where completed_at is null))::int as open from cron_run_tasks group by run_id`,
  );
  for (const { run_id, tasks, completed, open } of counts) {
    expect([tasks, open], `seed ${seed}`).toEqual([ITEMS, 0]);
    if (!cancelled.includes(run_id)) expect(completed, `seed ${seed}`).toBe(ITEMS);
  }
  const deadlocks = "select deadlocks::int from pg_stat_database where datname = current_database()";
  expect(onlyOne(await stores.rows(deadlocks)), `seed ${seed}`).toEqual({ deadlocks: 0 });
}, 120_000);

/** Everything that goes on in a server at once: claimers, a keeper and a sweeper. */
async function oneProcess(): Promise<void> {
  const { tasks } = createPostgresStores(stores.pool);
  const held = new Set<StartedTask>();
  let working = true;
  const claimers = Array.from({ length: CLAIMERS }, async () => {
    for (let after = ""; await isAnyOpen(); ) {
      const answer = await tasks.claim(claimingTasks({ limit: 5, after, leaseMs: 60_000 }));
      after = answer.walkedTo;
      await Promise.all(
        answer.tasks.map(async (task) => {
          held.add(task);
          await work(tasks, task);
          held.delete(task);
        }),
      );
    }
  });
  const keeper = (async () => {
    for (; working; await sleep(3)) await tasks.beat([...held].map((task) => beating(task, { leaseMs: 60_000 })));
  })();
  const sweeper = (async () => {
    for (; working; await sleep(10)) await tasks.rescue(100);
  })();
  await Promise.all(claimers);
  working = false;
  await Promise.all([keeper, sweeper]);
}

async function work(tasks: TestStores["tasks"], task: StartedTask): Promise<void> {
  const now = (running.get(task.key) ?? 0) + 1;
  running.set(task.key, now);
  if (now > LANES) breaches.push(`${now} tasks of ${task.key} at once`);
  await sleep(random() * 4);
  running.set(task.key, (running.get(task.key) ?? 0) - 1);
  // A frozen process: its lease is over before it comes to finish, and others may have taken the lane meanwhile.
  if (chance(0.05)) {
    const expire =
      "update cron_run_tasks set lease_expires_at = cron_now() - interval '1 ms' where id = $1 and fence = $2 and lane is not null";
    await stores.pool.query(expire, [task.id, task.fence]);
    await sleep(30);
  }
  const retry = { retryInMs: 5, pauseKeyMs: chance(0.2) ? 20 : null };
  const answer = await tasks.finish(chance(0.15) ? taskHandingBack(task, retry) : taskEnding(task));
  if (answer.applied) finished.push(`${task.id} ${task.fence}`);
  else refused += 1;
}

async function isAnyOpen(): Promise<boolean> {
  return (await stores.rows("select 1 from cron_run_tasks where completed_at is null limit 1")).length > 0;
}
