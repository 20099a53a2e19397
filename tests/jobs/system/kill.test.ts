import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { RuntimeProcess } from "../../support/runtime-process.ts";
import { until } from "../../support/until.ts";

/** A bucket whose folder is a file: never healthy. */
const BROKEN_BUCKET = `file:${import.meta.filename}`;

const HEALTH_CHECK = { job: "health-check", params: {} };
/** Four processes start one after the other, and a lease has to lapse. */
const PATIENCE_MS = 120_000;

let domain: DomainDb;
let processes: RuntimeProcess[];
beforeEach(async () => {
  domain = await openDomainDb();
  processes = [];
});
afterEach(async () => {
  await Promise.all(processes.map((one) => one.kill()));
  await domain.close();
});

function start(run?: { job: string; params: unknown }): RuntimeProcess {
  const started = new RuntimeProcess({ databaseUrl: domain.url, bucketUrl: BROKEN_BUCKET, ...(run && { run }) });
  processes.push(started);
  return started;
}

async function checkToItsEnd(count: number): Promise<void> {
  const checking = start(HEALTH_CHECK);
  await until(`check ${count} ends`, async () =>
    (await domain.db.cronJobLog.count({ where: { completedAt: { not: null } } })) === count ? true : null,
  );
  await checking.kill();
}

/** How many rows each run has left, lowest first. */
async function recorded(): Promise<number[]> {
  const rows = await domain.db.uptimeCheck.groupBy({ by: ["runId"], _count: true });
  return rows.map(({ _count }) => _count).sort();
}

test(
  "a check that is killed while it records leaves all of its rows, or none",
  async () => {
    await checkToItsEnd(1);
    const whole = await recorded();

    const keeper = new Client({ connectionString: domain.url });
    await keeper.connect();
    await keeper.query("begin");
    await keeper.query("lock table uptime_check in share row exclusive mode");
    const killed = start(HEALTH_CHECK);
    await until("the second check waits for the table", async () => {
      const [waiting] = await domain.db.$queryRaw<{ found: boolean }[]>`
      select exists (select from pg_locks where not granted and relation = 'uptime_check'::regclass) as found`;
      return waiting?.found ? true : null;
    });
    await killed.kill();
    await keeper.query("commit");
    await keeper.end();

    // The statement may still be carried out by the server: then with everything that belongs to it.
    await until("the server is through with it", async () => {
      const [busy] = await domain.db.$queryRaw<{ found: boolean }[]>`
      select exists (select from pg_stat_activity where datname = current_database() and query like '%uptime_check%'
                      and state = 'active' and pid <> pg_backend_pid()) as found`;
      return busy?.found ? null : true;
    });
    expect([whole, [...whole, ...whole]]).toContainEqual(await recorded());

    start();
    await until("the killed run is given up", () => domain.db.cronJobLog.findFirst({ where: { status: "abandoned" } }));
    await checkToItsEnd(3);
    expect((await recorded()).every((rows) => rows === whole[0])).toBe(true);
  },
  PATIENCE_MS,
);
