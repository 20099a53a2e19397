import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { CallLog } from "../../lib/observe/call-log.ts";
import { type CronCall, createCallStore } from "../../lib/observe/call-rows.ts";
import { isDatabaseUnavailable } from "../../lib/stores/postgres/errors.ts";
import { createTestDatabase } from "../support/database.ts";
import { DatabaseProxy } from "../support/database-proxy.ts";
import type { TestDatabase } from "../support/database-server.ts";
import { FakeClock } from "../support/fake-clock.ts";

let database: TestDatabase;
let proxy: DatabaseProxy;
let pool: Pool;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await DatabaseProxy.open(database.url);
  pool = new Pool({ connectionString: proxy.url, max: 2 });
  pool.on("error", () => undefined);
});
afterEach(() => pool.query("delete from cron_calls"));
afterAll(async () => {
  await pool.end();
  await proxy.close();
  await database.drop();
});

function open() {
  const clock = new FakeClock();
  const failures: unknown[] = [];
  const log = new CallLog({
    store: createCallStore(pool),
    clock,
    random: () => 0,
    isUnavailable: isDatabaseUnavailable,
    onFailure: (error) => failures.push(error),
  });
  return { log, clock, failures };
}

const call = (changes: Partial<CronCall> = {}): CronCall => ({
  at: new Date("2026-11-21T09:00:00Z"),
  method: "GET",
  path: "/api/cron/quick",
  status: 200,
  reason: null,
  jobName: "quick",
  runId: null,
  agent: "curl/8",
  address: "192.0.2.1",
  schedule: null,
  durationMs: 12.4,
  release: null,
  ...changes,
});
const refused = () => call({ status: 401, reason: "unauthorized" });
const times = (count: number, act: () => void) => Array.from({ length: count }, act);

interface Kept {
  rows: number;
  calls: number;
}

async function kept(status: number): Promise<Kept> {
  const { rows } = await pool.query<Kept>(
    "select count(*)::int as rows, coalesce(sum(1 + sampled), 0)::int as calls from cron_calls where status = $1",
    [status],
  );
  return rows[0] ?? { rows: 0, calls: 0 };
}

describe("a flood of refused calls", () => {
  test("gets 20 rows at once, one a second then, and one that counts the rest, so that nothing is lost", async () => {
    const { log, clock } = open();
    times(500, () => log.record(refused()));
    await log.flush();
    expect(await kept(401)).toEqual({ rows: 20, calls: 20 });
    await clock.advance(3_000);
    times(500, () => log.record(refused()));
    await clock.advance(7_000);
    await log.flush();
    expect(await kept(401)).toEqual({ rows: 24, calls: 1_000 });
    await log.close();
    expect(await kept(401)).toEqual({ rows: 24, calls: 1_000 });
  });

  test("takes no row from calls that were let in", async () => {
    const { log } = open();
    times(100, () => log.record(refused()));
    times(50, () => log.record(call()));
    times(50, () => log.record(call({ status: 500, runId: "0197a000-0000-7000-8000-000000000001" })));
    await log.close();
    expect([await kept(200), await kept(500)]).toEqual([
      { rows: 50, calls: 50 },
      { rows: 50, calls: 50 },
    ]);
    expect(await kept(401)).toEqual({ rows: 21, calls: 100 });
  });
});

test("a hundred calls are written at once, without being asked for", async () => {
  const { log } = open();
  times(100, () => log.record(call()));
  await expect.poll(() => kept(200)).toEqual({ rows: 100, calls: 100 });
  await log.close();
});

test("a database that is away is told of once, holds nothing up and gets the true totals when it is back", async () => {
  const { log, failures } = open();
  proxy.goAway();
  times(3_000, () => log.record(call()));
  await log.flush();
  times(3_000, () => log.record(call()));
  await log.flush();
  proxy.comeBack();
  await log.close();
  expect(failures).toHaveLength(1);
  expect(await kept(200)).toEqual({ rows: 2_001, calls: 6_000 });
});

test("rows that the database refuses are given up, and later ones are not held back by them", async () => {
  const { log, failures } = open();
  log.record(call({ runId: "no-uuid" }));
  await log.flush();
  log.record(call());
  await log.close();
  expect(failures).toHaveLength(1);
  expect(await kept(200)).toEqual({ rows: 1, calls: 1 });
});

test("rows older than 30 days are deleted, at most once an hour", async () => {
  const { log, clock } = open();
  const daysAgo = (days: number) => call({ at: new Date(Date.now() - days * 86_400_000) });
  const keptAfter = async (...calls: CronCall[]) => {
    for (const each of calls) log.record(each);
    await log.flush();
    return (await kept(200)).rows;
  };
  expect(await keptAfter(daysAgo(31), daysAgo(29))).toBe(1);
  expect(await keptAfter(daysAgo(31))).toBe(2);
  await clock.advance(3_600_000);
  expect(await keptAfter(daysAgo(1))).toBe(2);
  await log.close();
});

test("a retention that somebody chose takes the place of the 30 days", async () => {
  await pool.query("insert into cron_retention (run_days, log_line_days, call_days) values (90, 30, 60)");
  const { log } = open();
  for (const days of [61, 59]) log.record(call({ at: new Date(Date.now() - days * 86_400_000) }));
  await log.close();
  expect(await kept(200)).toMatchObject({ rows: 1 });
  await pool.query("delete from cron_retention");
});

test("a write that found no database is tried again after a quarter of a second, then later and later, up to five", async () => {
  const clock = new FakeClock();
  const triedAtMs: number[] = [];
  const away = Object.assign(new Error("away"), { code: "ECONNREFUSED" });
  const write = () => {
    triedAtMs.push(clock.monotonicMs());
    return Promise.reject(away);
  };
  const failures: unknown[] = [];
  const log = new CallLog({
    store: { ...createCallStore(pool), write },
    clock,
    random: () => 0,
    isUnavailable: isDatabaseUnavailable,
    onFailure: (error) => failures.push(error),
  });
  log.record(call());
  await clock.advance(3_000);
  times(200, () => log.record(call()));
  await clock.advance(17_000);
  expect(triedAtMs).toEqual([1_000, 1_250, 1_750, 2_750, 4_750, 8_750, 13_750, 18_750]);
  expect(failures).toEqual([away]);
  await log.close();
});
