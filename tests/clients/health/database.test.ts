import { randomUUID } from "node:crypto";
import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { databaseProbe, queueProbe, schedulerProbe } from "../../../lib/clients/health/create-probes.ts";
import { createDb } from "../../../lib/db.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { closedPort, listenInSilence } from "../../support/listening.ts";
import { ask } from "./limits.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(async () => {
  await domain.db.$executeRaw`truncate cron_job_logs`;
});

const databaseAt = (port: number) =>
  databaseProbe(createDb(new Pool({ connectionString: `postgresql://nobody@127.0.0.1:${port}/none` })));

interface Waiting {
  dueSecondsAgo: number;
  lockKey?: string;
  lanes?: number;
  status?: "queued" | "retrying";
}

const insertWaiting = ({ dueSecondsAgo, lockKey = randomUUID(), lanes = 1, status = "queued" }: Waiting) =>
  domain.db.$executeRaw`
    insert into cron_job_logs (id, job_name, status, trigger, lock_key, lanes, attempts, next_attempt_at)
    values (gen_random_uuid(), 'convert-images', ${status}, 'http', ${lockKey}, ${lanes}::int, 0,
            cron_now() - make_interval(secs => ${dueSecondsAgo}::int))`;

const insertHolder = (lockKey: string) => domain.db.$executeRaw`
  insert into cron_job_logs (id, job_name, status, trigger, lock_key, lane, lanes, lease_expires_at)
  values (gen_random_uuid(), 'convert-images', 'started', 'http', ${lockKey}, 1, 2, cron_now() + interval '20 seconds')`;

test("a database that answers is healthy and tells its version", async () => {
  const seen = await ask(databaseProbe(domain.db));
  expect(seen).toMatchObject({ component: "database", healthy: true, detail: expect.stringMatching(/^Postgres \d+/) });
});

test("a database that is away is told with the reason", async () => {
  const { healthy, detail } = await ask(databaseAt(await closedPort()));
  expect(healthy).toBe(false);
  expect(detail).not.toBe("");
  expect(detail).toMatch(/reach|ECONNREFUSED|refused/i);
});

test("a database that hangs is given up", async () => {
  const hung = await listenInSilence();
  const seen = await ask(databaseAt(hung.port), { probeTimeoutMs: 100 });
  expect(seen).toMatchObject({ healthy: false, detail: "no answer within 100 ms" });
  await hung.close();
});

test("the queue is healthy up to its greatest depth", async () => {
  await insertWaiting({ dueSecondsAgo: 0 });
  await insertWaiting({ dueSecondsAgo: -60, status: "retrying" });
  await insertHolder("held");
  expect(await ask(queueProbe(domain.db), { maxQueueDepth: 2 })).toMatchObject({
    component: "queue",
    healthy: true,
    detail: "2 runs wait",
  });
  expect(await ask(queueProbe(domain.db), { maxQueueDepth: 1 })).toMatchObject({
    healthy: false,
    detail: "2 runs wait, expected at most 1",
  });
});

test.each([
  ["nothing waits", [], true, "no run is due"],
  ["a run waits for a later time", [{ dueSecondsAgo: -600 }], true, "no run is due"],
  ["a run has just become due", [{ dueSecondsAgo: 10 }], true, "a run of convert-images has been due for 1"],
  ["a run is long due", [{ dueSecondsAgo: 10 }, { dueSecondsAgo: 600 }], false, "has been due for 600 s"],
  ["a retry is long due", [{ dueSecondsAgo: 600, status: "retrying" }], false, "has been due for 600 s"],
  ["a run waits behind the holder of its key", [{ dueSecondsAgo: 600, lockKey: "held" }], true, "no run is due"],
  ["a run has a free lane beside a holder", [{ dueSecondsAgo: 600, lockKey: "held", lanes: 2 }], false, "600 s"],
] as [string, Waiting[], boolean, string][])(
  "when %s, the scheduler's health is told",
  async (_, waiting, healthy, detail) => {
    await insertHolder("held");
    for (const run of waiting) await insertWaiting(run);
    const seen = await ask(schedulerProbe(domain.db));
    expect(seen).toMatchObject({ component: "scheduler", healthy, detail: expect.stringContaining(detail) });
  },
);
