import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { beating, begin, onlyOne } from "../support/requests.ts";
import { claimTasks, enqueueing, newTasks, taskEnding, taskHandingBack } from "../support/tasks.ts";

/** Tasks of one key that wait, and tasks that ended long ago. */
const WAITING = 100_000;
const ENDED = 50_000;

let stores: TestStores;
/** One connection whose plans were all made while the table was tiny, and known to be. */
let early: pg.Pool;
beforeAll(async () => {
  stores = await openTestStores();
  early = stores.openPool(1);
  await exerciseAll(early);
  await stores.pool.query("analyze cron_run_tasks, cron_job_logs");
  for (let warm = 0; warm < 8; warm++) await exerciseAll(early);
  await stores.clear();
  const { id } = await begin(stores.runs, { jobName: "past" });
  await stores.pool.query(
    `insert into cron_run_tasks (id, run_id, job_name, task, item_id, key, item, status, lanes, next_attempt_at, completed_at, max_attempts)
     select gen_random_uuid(), $1, 'job', 'work', i, 'job/work:big', '{}', case when i <= $2 then 'queued' else 'completed' end, 3,
       case when i <= $2 then cron_now() end, case when i > $2 then cron_now() end, 3
     from generate_series(1, $2::integer + $3) i`,
    [id, WAITING, ENDED],
  );
});
afterAll(() => stores.close());

/** Every way a task can go, on one pool. */
async function exerciseAll(pool: pg.Pool): Promise<void> {
  const { runs, tasks } = createPostgresStores(pool);
  const run = await begin(runs, { jobName: "fresh", lockKey: `fresh:${Math.random()}` });
  for (const key of ["a", "b", "c"]) await tasks.enqueue(enqueueing(run, newTasks(4, key), { lanes: 2 }));
  const claimed = await claimTasks(tasks);
  await tasks.beat(claimed.map((task) => beating(task, { leaseMs: 1_000 })));
  await Promise.all(
    claimed.map((task, n) =>
      tasks.finish(n % 2 ? taskEnding(task) : taskHandingBack(task, { costs: "deferral", pauseKeyMs: 50 })),
    ),
  );
  await claimTasks(tasks);
  await tasks.rescue(10);
  await tasks.cancel(run.id);
}

interface Reads {
  scans: number;
  entries: number;
}

const READS_SO_FAR = `
  select pg_stat_get_xact_numscans('cron_run_tasks'::regclass)::int as scans,
    (select sum(pg_stat_get_xact_tuples_returned(indexrelid))::int from pg_index where indrelid = 'cron_run_tasks'::regclass) as entries`;

describe(`with ${WAITING} tasks of one key waiting and ${ENDED} ended ones`, () => {
  /** What the work reads of cron_run_tasks on the pool's one connection: scans of the whole table, and index entries. */
  async function readsOf(pool: pg.Pool, work: () => Promise<unknown>): Promise<Reads> {
    await pool.query("begin");
    const before = onlyOne((await pool.query<Reads>(READS_SO_FAR)).rows);
    await work();
    const after = onlyOne((await pool.query<Reads>(READS_SO_FAR)).rows);
    await pool.query("commit");
    return { scans: after.scans - before.scans, entries: after.entries - before.entries };
  }

  it.each(["planned when the table was tiny", "planned now"])(
    "no statement scans the table or walks an index, %s",
    async (when) => {
      const pool = when === "planned now" ? stores.openPool(1) : early;
      const { scans, entries } = await readsOf(pool, () => exerciseAll(pool));
      expect(scans).toBe(0);
      expect(entries).toBeLessThan(1_000);
    },
  );

  it("a claim reads a handful of entries, and as many once the lanes are full", async () => {
    const { tasks } = createPostgresStores(early);
    const claim = await readsOf(early, () => claimTasks(tasks));
    const full = await readsOf(early, () => claimTasks(tasks));
    for (const { scans, entries } of [claim, full]) {
      expect(scans).toBe(0);
      expect(entries).toBeLessThan(150);
    }
  });
});
