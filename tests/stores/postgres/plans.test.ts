import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { admission, beating, begin, claiming, ending, handingBack, onlyOne, slotAt } from "../support/requests.ts";

const ROWS = 50_000;

let stores: TestStores;
/** One connection whose plans were all made while the table was tiny, and known to be. */
let early: pg.Pool;
beforeAll(async () => {
  stores = await openTestStores();
  early = stores.openPool(1);
  await begin(stores.runs, { jobName: "tiny" });
  await stores.pool.query("analyze cron_job_logs");
  for (let warm = 0; warm < 8; warm++) await exerciseAll(early);
  await stores.clear();
  await stores.pool.query(
    `insert into cron_job_logs (id, job_name, status, trigger, lock_key, attempts, attempt_started_at, started_at, completed_at, duration_ms, next_attempt_at)
     select gen_random_uuid(), 'job', case when waits then 'retrying' else (array['completed', 'completed', 'completed', 'failed'])[1 + i % 4] end,
       'http', case when waits then 'backlog' else 'job' end, 1, at, at, case when not waits then at end, 5, case when waits then cron_now() + interval '1 hour' end
     from generate_series(1, $1) i, lateral (select cron_now() - i * interval '1 minute' as at, i % 50 = 0 as waits) x`,
    [ROWS],
  );
});
afterAll(() => stores.close());

/** Every way a run can go, on one pool. */
async function exerciseAll(pool: pg.Pool): Promise<void> {
  const { runs, states } = createPostgresStores(pool);
  const lone = await begin(runs, { slot: slotAt("2026-11-21T09:00:00Z", "lone"), requestKey: "lone" });
  await runs.admit(admission({ slot: slotAt("2026-11-21T09:00:00Z", "lone") }));
  await runs.admit(admission({ requestKey: "lone" }));
  await runs.admit(admission());
  await runs.admit(admission({ overlap: "queue" }));
  await runs.admit(admission({ overlap: "replace" }));
  await runs.beat([beating(lone, { leaseMs: 1_000, progress: { done: 1, total: 1, note: null } })]);
  await states.saveFenced({ jobName: "job", key: "" }, 0, 1, { runId: lone.id, fence: lone.fence });
  await runs.finish(ending(lone));
  const claimed = onlyOne(await runs.claim(claiming({ lockKey: "job" })));
  await runs.finish(handingBack(claimed));
  await runs.admit(admission({ slot: slotAt("2026-11-21T10:00:00Z", "waiting") }));
  await runs.claim(claiming());
  await runs.rescue(100);
  await runs.cancel(claimed.id);
  await runs.forceEnd(claimed.id, "why");
  await Promise.all(
    ["a", "b", "c"].map(async (jobName) =>
      runs.finish(ending(await begin(runs, { jobName, overlap: "allow", lanes: 3 }))),
    ),
  );
  await pool.query("delete from cron_job_logs where job_name <> 'job' or schedule_id is not null");
}

const READS = [
  "select * from recent_cron_executions limit 50",
  "select * from failed_cron_jobs",
  "select * from running_cron_jobs",
  "select * from cron_job_success_rates",
  "select * from get_cron_job_stats('job', 30)",
  "select * from get_cron_job_timeline('job', 24)",
];

interface Reads {
  scans: number;
  entries: number;
}

const READS_SO_FAR = `
  select pg_stat_get_xact_numscans('cron_job_logs'::regclass)::int as scans,
    (select sum(pg_stat_get_xact_tuples_returned(indexrelid))::int from pg_index where indrelid = 'cron_job_logs'::regclass) as entries`;

describe(`with ${ROWS} runs`, () => {
  /** What the work reads of cron_job_logs on the pool's one connection: scans of the whole table, and index entries. */
  async function readsOf(pool: pg.Pool, work: () => Promise<unknown>) {
    await pool.query("begin");
    const before = onlyOne((await pool.query<Reads>(READS_SO_FAR)).rows);
    await work();
    const after = onlyOne((await pool.query<Reads>(READS_SO_FAR)).rows);
    await pool.query("commit");
    return { scans: after.scans - before.scans, entries: after.entries - before.entries };
  }

  async function expectIndexesOnly(pool: pg.Pool): Promise<void> {
    const { scans, entries } = await readsOf(pool, () => exerciseAll(pool));
    expect(scans).toBe(1); // the exercise's own clean-up
    expect(entries).toBeLessThan(ROWS / 10);
  }

  it("no statement of the engine scans the table or walks an index, planned when the table was tiny", () =>
    expectIndexesOnly(early));

  it("nor does any that is planned now", () => expectIndexesOnly(stores.openPool(1)));

  describe("once they are analysed", () => {
    beforeAll(() => stores.pool.query("analyze cron_job_logs"));

    it.each(READS)("%s scans no table", async (text) => {
      expect((await readsOf(early, () => early.query(text))).scans).toBe(0);
    });
  });
});
