import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTasks, readRunTasks, readTaskSummary } from "../../../lib/dashboard/runs/run-tasks.ts";
import { createDb, type Db } from "../../../lib/db.ts";
import { openTestStores, type TestStores } from "../../stores/support/postgres-stores.ts";
import { begin, onlyOne } from "../../stores/support/requests.ts";

const TASKS = 20_000;
const OTHERS = 150_000;

let stores: TestStores;
let db: Db;
let runId: string;
/** All of db's queries go over its one connection, whose reads can be counted. */
let pool: ReturnType<TestStores["openPool"]>;
beforeAll(async () => {
  stores = await openTestStores();
  pool = stores.openPool(1);
  db = createDb(pool);
  for (const [lockKey, tasks] of [
    ["other", OTHERS],
    ["mine", TASKS],
  ] as const) {
    const run = await begin(stores.runs, { lockKey });
    runId = run.id;
    await stores.pool.query(
      `insert into cron_run_tasks (id, run_id, job_name, task, item_id, key, item, status, next_attempt_at, completed_at, max_attempts)
       select gen_random_uuid(), $1, 'job', 'work', i, 'job/work:' || i % 2, '{}', s, case when s = 'queued' then cron_now() end, case when s <> 'queued' then cron_now() end, 3
       from generate_series(1, $2::integer) i, lateral (select case when i % 1000 = 0 then 'failed' when i % 4 = 0 then 'queued' else 'completed' end as s) x`,
      [run.id, tasks],
    );
  }
  await stores.pool.query("insert into cron_key_pauses values ('job/work:0', cron_now() + interval '1 hour', '429')");
  await stores.pool.query("vacuum analyze cron_run_tasks");
});
afterAll(async () => {
  await db.$disconnect();
  await stores.close();
});

interface Reads {
  scans: number;
  fetched: number;
}

/** Scans of the whole table, and rows fetched from it, that the work costs. */
async function readsOf(work: () => Promise<unknown>): Promise<Reads> {
  const look = async () =>
    onlyOne(
      (
        await pool.query<Reads>(
          `select pg_stat_get_xact_numscans('cron_run_tasks'::regclass)::int as scans, pg_stat_get_xact_tuples_fetched('cron_run_tasks'::regclass)::int as fetched`,
        )
      ).rows,
    );
  await pool.query("begin");
  const before = await look();
  await work();
  const after = await look();
  await pool.query("commit");
  return { scans: after.scans - before.scans, fetched: after.fetched - before.fetched };
}

describe(`a run with ${TASKS} tasks among ${OTHERS} of others`, () => {
  it("is summed up, failed ones first, without a scan of the table", async () => {
    const summary = await readTaskSummary(db, runId);
    expect(summary).toMatchObject({ total: TASKS, byStatus: { failed: 20, queued: 4_980, completed: 15_000 } });
    expect(openTasks(summary)).toBe(4_980);
    expect(summary.items.map(({ status }) => status)).toEqual([
      ...Array(20).fill("failed"),
      ...Array(30).fill("queued"),
    ]);
    const { scans, fetched } = await readsOf(() => readTaskSummary(db, runId));
    expect(scans).toBe(0);
    expect(fetched).toBeLessThan(500);
  });

  it("is listed page by page, each at the price of what it shows", async () => {
    const first = await readRunTasks(db, { runId, limit: 50, status: "queued" });
    expect(first.items).toHaveLength(50);
    const next = { runId, limit: 50, status: "queued", cursor: first.nextCursor ?? "" } as const;
    const { scans, fetched } = await readsOf(() => readRunTasks(db, next));
    expect(scans).toBe(0);
    expect(fetched).toBeLessThan(200);
  });

  it("tells when a task is due, the pause of its key included", async () => {
    const { items } = await readRunTasks(db, { runId, limit: 50, status: "queued" });
    const paused = items.filter(({ key }) => key.endsWith(":0"));
    expect(paused.length).toBeGreaterThan(0);
    for (const { nextAttemptAt } of paused) expect(nextAttemptAt?.getTime()).toBeGreaterThan(Date.now() + 3_000_000);
  });
});
