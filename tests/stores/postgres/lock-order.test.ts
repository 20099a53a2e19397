import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { admitJson } from "../../../lib/stores/postgres/wire.ts";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { admission, begin, claiming, ending, handingBack } from "../support/requests.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());
beforeEach(() => stores.clear());

it("a claim takes keys in their order, as groups of admissions do, so that neither waits for the other in a ring", async () => {
  const jobNames = ["a", "b", "c"];
  for (const jobName of [...jobNames].reverse())
    await stores.runs.finish(handingBack(await begin(stores.runs, { jobName })));
  const admissions = await stores.pool.connect();
  try {
    const admit = (jobName: string) =>
      admissions.query("select id from cron_admit_v1($1)", [
        `[${admitJson(admission({ jobName, overlap: "allow" }), { deferred: false })}]`,
      ]);
    await admissions.query("begin; set local deadlock_timeout = '10 ms'");
    await admit("b");
    const claimed = stores.runs.claim(claiming({ jobNames }));
    await aSessionWaitsForALock();
    expect((await admit("c")).rowCount).toBe(1);
    await admissions.query("commit");
    expect((await claimed).map((run) => run.jobName)).toEqual(["a"]);
  } finally {
    admissions.release();
  }
});

it("a deadlock is tried once more, and nobody notices", async () => {
  const runs = [await begin(stores.runs, { jobName: "a" }), await begin(stores.runs, { jobName: "b" })];
  const [first, second] = runs;
  const other = await stores.pool.connect();
  try {
    // The other session locks in the wrong order and never gives up, so that ours is the one that is thrown out.
    await other.query("begin; set local deadlock_timeout = '1 min'");
    await other.query("select 1 from cron_job_logs where id = $1 for update", [second?.id]);
    const finishes = Promise.all(runs.map((run) => stores.runs.finish(ending(run))));
    await aSessionWaitsForALock();
    await other.query("select 1 from cron_job_logs where id = $1 for update", [first?.id]);
    await other.query("commit");
    expect((await finishes).map(({ applied }) => applied)).toEqual([true, true]);
  } finally {
    other.release();
  }
});

async function aSessionWaitsForALock(): Promise<void> {
  const waits = "select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()";
  while ((await stores.pool.query(waits)).rowCount === 0);
}
