import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { expect, it } from "vitest";
import { parseEnv } from "../lib/env.ts";
import { createRuntime } from "../lib/runtime.ts";
import { createTestDatabase } from "./support/database.ts";
import { DatabaseProxy } from "./support/database-proxy.ts";
import { RuntimeProcess } from "./support/runtime-process.ts";
import { until } from "./support/until.ts";

it("instants survive a database whose own zone is not UTC", async () => {
  const database = await createTestDatabase();
  const home = mkdtempSync(join(tmpdir(), "belfry-zone-"));
  const other = new pg.Client(database.url);
  await other.connect();
  await other.query(
    "do $$ begin execute format('alter database %I set timezone to %L', current_database(), 'Asia/Seoul'); end $$",
  );
  const runtime = createRuntime(
    parseEnv({ DATABASE_URL: database.url, BELFRY_HOME: home, BETTER_AUTH_SECRET: "x".repeat(32) }),
  );
  try {
    const checkedAt = new Date("2026-01-01T00:00:00Z");
    const runId = "01a1fe26-8552-73f2-a700-12c7aa3c0eeb";
    await runtime.db.uptimeCheck.create({ data: { component: "zone", healthy: true, latencyMs: 1, checkedAt, runId } });
    const { rows } = await other.query("select extract(epoch from checked_at)::float8 as seconds from uptime_check");
    expect(rows).toEqual([{ seconds: checkedAt.getTime() / 1000 }]);
  } finally {
    await runtime.drain(1_000);
    await other.end();
    await database.drop();
    rmSync(home, { recursive: true });
  }
});

it("a drain hands the runs back at once, also while the live feed waits for a database that does not answer", async () => {
  const database = await createTestDatabase();
  const proxy = await DatabaseProxy.open(database.url);
  const runtime = createRuntime(
    parseEnv({ DATABASE_URL: proxy.url, BELFRY_HOME: tmpdir(), BETTER_AUTH_SECRET: "x".repeat(32) }),
  );
  const reading = proxy.trap("cron_scheduler_state", "statement");
  const subscribed = runtime.live.subscribe({ tell: () => undefined, end: () => undefined });
  await reading.caught;
  const drained = runtime.drain(1_000);
  await new Promise(setImmediate);
  expect(runtime.engine.live.draining).toBe(true);
  await reading.release();
  await Promise.all([drained, subscribed]);
  await proxy.close();
  await database.drop();
});

it("fault D4: a process that is stopped with a stuck run ends no pool that the run or its lease still uses", async () => {
  const database = await createTestDatabase();
  const other = new pg.Client(database.url);
  const watching = new pg.Client(database.url);
  await Promise.all([other.connect(), watching.connect()]);
  const beat = async () => {
    const { rows } = await watching.query("select heartbeat_at from cron_job_logs where status = 'started'");
    return rows[0]?.heartbeat_at?.getTime() ?? null;
  };
  await other.query("begin; lock table idea in access exclusive mode");
  const stuck = new RuntimeProcess({
    databaseUrl: database.url,
    bucketUrl: `file:${tmpdir()}`,
    run: { job: "clean-data", params: {} },
  });
  await until("a first heartbeat", beat);
  await until("the handler's waiting for the table", async () => {
    const { rows } = await watching.query("select from pg_locks where relation = 'idea'::regclass and not granted");
    return rows.length > 0 ? true : null;
  });
  stuck.drain();
  await until("the end of the drain", async () => /"abandoned":1,"msg":"drained"/.exec(stuck.output));
  const drainedAt = await beat();
  await until("a heartbeat after the drain", async () => ((await beat()) > drainedAt ? true : null));
  expect(stuck.output).not.toMatch(/pool/);
  await stuck.kill();
  await Promise.all([other.end(), watching.end()]);
  await database.drop();
}, 90_000);
