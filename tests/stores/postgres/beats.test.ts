import { afterAll, beforeAll, expect, it } from "vitest";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { beating, begin, LEASE_MS, onlyOne } from "../support/requests.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());

const UPDATES = `
  select pg_stat_get_xact_tuples_updated('cron_job_logs'::regclass)::int as updated,
    pg_stat_get_xact_tuples_hot_updated('cron_job_logs'::regclass)::int as hot`;

/** What one transaction updates on a connection of its own. */
async function updatesOf(
  work: (runs: TestStores["runs"]) => Promise<unknown>,
): Promise<{ updated: number; hot: number }> {
  const pool = stores.openPool(1);
  await pool.query("begin");
  await work(createPostgresStores(pool).runs);
  const updates = onlyOne((await pool.query(UPDATES)).rows);
  await pool.query("commit");
  return updates;
}

it("a heartbeat moves no index: lease, progress and flags are written in place", async () => {
  const run = await begin(stores.runs);
  const progress = { done: 1, total: 2, note: null };
  const beats = [{ leaseMs: LEASE_MS }, { progress }, { abortReason: "timeout" } as const, {}];
  const updates = await updatesOf(async (runs) => {
    for (const beat of beats) await runs.beat([beating(run, beat)]);
  });
  expect(updates).toEqual({ updated: 4, hot: 4 });
});

it("a beat that has nothing to say writes nothing", async () => {
  const run = await begin(stores.runs, { jobName: "other" });
  expect(await updatesOf((runs) => runs.beat([beating(run)]))).toEqual({ updated: 0, hot: 0 });
});
