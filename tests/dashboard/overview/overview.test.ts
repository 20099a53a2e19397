import { Pool } from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readJobTable } from "../../../lib/dashboard/jobs/job-rows.ts";
import { readOverview } from "../../../lib/dashboard/overview/overview.ts";
import type { DashboardDeps } from "../../../lib/dashboard/words/deps.ts";
import { createDb } from "../../../lib/db.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs } from "../run-rows.ts";

const NOW = new Date("2026-03-10T12:34:00Z");
const ROWS = 50_000;
const AT_WORK = { scheduler: "embedded", lastDispatchAt: NOW } as const;

let domain: DomainDb;
let deps: DashboardDeps;

beforeAll(async () => {
  domain = await openDomainDb();
  deps = { db: domain.db, jobs: listedJobs, clock: { now: () => NOW } };
});
beforeEach(async () => {
  await domain.db.$executeRaw`truncate cron_job_logs, cron_job_stats_hourly, cron_job_config, cron_schedules cascade`;
});
afterAll(() => domain.close());

const storeSchedule = (more: object) =>
  domain.db.cronSchedule.create({
    data: { id: "mine", jobName: "by-hand", name: "mine", origin: "person", kind: "cron", params: {}, ...more },
  });

test("before the first run it is fresh, and it no longer is once something ran, also when the rows are gone", async () => {
  expect((await readOverview(deps, AT_WORK)).isFresh).toBe(true);
  await insertRuns(domain.db, [{ status: "missed", startedAt: "2026-03-10T12:00:00Z" }]);
  expect((await readOverview(deps, AT_WORK)).isFresh).toBe(true);
  await insertRuns(domain.db, [{ status: "completed", startedAt: "2026-03-10T12:00:00Z" }]);
  expect((await readOverview(deps, AT_WORK)).isFresh).toBe(false);
  await domain.db.cronJobLog.deleteMany();
  expect((await readOverview(deps, AT_WORK)).isFresh).toBe(false);
});

test("when all is well nobody is troubled", async () => {
  await insertRuns(domain.db, [{ status: "completed", startedAt: "2026-03-10T12:00:00Z" }]);
  const { troubled, lastSuccess, totalJobs } = await readOverview(deps, AT_WORK);
  expect(troubled).toEqual([]);
  expect(totalJobs).toBe(3);
  expect(lastSuccess).toEqual({ jobName: "hourly-report", at: new Date("2026-03-10T12:00:00Z") });
});

test("each job in trouble is listed once, the worst first, and so is one that is gone from the code", async () => {
  await insertRuns(domain.db, [
    { status: "failed", startedAt: "2026-03-10T12:00:00Z", error: "401 from Meta" },
    { status: "failed", startedAt: "2026-03-10T11:00:00Z", error: "an older one" },
    { status: "completed", startedAt: "2026-03-10T10:00:00Z" },
    { job: "by-hand", status: "started", startedAt: "2026-03-10T12:00:00Z" },
    { job: "gone", status: "queued", startedAt: "2026-03-10T11:00:00Z" },
    { job: "gone", status: "queued", startedAt: "2026-03-10T11:30:00Z" },
  ]);
  const { troubled, running } = await readOverview(deps, AT_WORK);
  expect(troubled).toMatchObject([
    { jobName: "by-hand", main: { kind: "stuck", why: "lease_over" } },
    { jobName: "hourly-report", main: { kind: "failing", streak: 2, error: "401 from Meta" } },
    { jobName: "gone", main: { kind: "orphaned", waiting: 2, since: new Date("2026-03-10T11:00:00Z") } },
  ]);
  expect(running).toMatchObject([{ jobName: "by-hand", stopping: false, expectedEnd: null }]);
});

test("a run is expected to end when half of the runs before it had", async () => {
  await insertRuns(domain.db, [
    { status: "completed", startedAt: "2026-03-10T10:00:00Z", durationMs: 60_000 },
    { status: "completed", startedAt: "2026-03-10T11:00:00Z", durationMs: 120_000 },
    { status: "completed", startedAt: "2026-03-10T11:30:00Z", durationMs: 300_000 },
    { status: "started", startedAt: "2026-03-10T12:33:30Z" },
  ]);
  const { running } = await readOverview(deps, AT_WORK);
  expect(running[0]?.expectedEnd).toEqual(new Date("2026-03-10T12:35:30Z"));
});

describe("the next runs", () => {
  test("are what the code declares until a scheduler has stored it; disabled jobs have none", async () => {
    const { nextRuns } = await readOverview(deps, AT_WORK);
    expect(nextRuns).toHaveLength(10);
    const scheduleId = "job:hourly-report";
    const at = new Date("2026-03-10T13:00:00Z");
    expect(nextRuns[0]).toEqual({ scheduleId, jobName: "hourly-report", at, zone: "UTC" });
    expect(nextRuns.every(({ jobName }) => jobName === "hourly-report")).toBe(true);
  });

  test("are merged from all schedules, without those that are paused, whose job is, or while everything is", async () => {
    const nextSlot = new Date("2026-03-10T12:40:00Z");
    await storeSchedule({ expression: "*/20 * * * *", nextSlot, nextRunAt: nextSlot });
    const times = async () =>
      (await readOverview(deps, AT_WORK)).nextRuns.slice(0, 3).map(({ at }) => at.toISOString().slice(11, 16));
    expect(await times()).toEqual(["12:40", "13:00", "13:00"]);
    await domain.db.cronSchedule.update({ where: { id: "mine" }, data: { pausedAt: NOW } });
    expect(await times()).toEqual(["13:00", "14:00", "15:00"]);
    const until = new Date("2026-03-10T13:30:00Z");
    await domain.db.cronSchedulerState.update({ where: { id: 1 }, data: { pausedAt: NOW, pausedUntil: until } });
    expect(await times()).toEqual(["14:00", "15:00", "16:00"]);
    await domain.db.cronSchedulerState.update({ where: { id: 1 }, data: { pausedUntil: null } });
    expect(await times()).toEqual([]);
    await domain.db.cronSchedulerState.update({ where: { id: 1 }, data: { pausedAt: null } });
    await domain.db.cronJobConfig.create({ data: { jobName: "hourly-report", pausedAt: NOW } });
    expect(await times()).toEqual([]);
  });
});

test("a schedule that fell due and that nobody starts makes its job overdue", async () => {
  const nextSlot = new Date("2026-03-10T12:20:00Z");
  await storeSchedule({ expression: "20 * * * *", nextSlot, nextRunAt: nextSlot });
  expect((await readOverview(deps, AT_WORK)).troubled).toEqual([
    { jobName: "by-hand", main: { kind: "overdue", since: nextSlot }, others: [] },
  ]);
});

describe("when nobody dispatches", () => {
  const due = new Date("2026-03-10T12:20:00Z");
  const away = { scheduler: "none", lastDispatchAt: null } as const;

  beforeEach(async () => {
    await domain.db.cronCall.deleteMany();
    await storeSchedule({ expression: "20 * * * *", nextSlot: due, nextRunAt: due });
    await storeSchedule({ id: "other", jobName: "hourly-report", expression: "30 * * * *" });
    const later = new Date("2026-03-10T12:30:00Z");
    await domain.db.cronSchedule.update({ where: { id: "other" }, data: { nextSlot: later, nextRunAt: later } });
  });
  const call = (at: string, more: object) =>
    domain.db.cronCall.create({
      data: {
        at: new Date(at),
        method: "GET",
        path: "/api/cron/x",
        status: 200,
        address: "::1",
        durationMs: 1,
        ...more,
      },
    });

  test("that is said once, with all jobs that wait for it, and no job is overdue for itself", async () => {
    await insertRuns(domain.db, [
      { status: "failed", startedAt: "2026-03-10T12:00:00Z" },
      { status: "failed", startedAt: "2026-03-10T11:00:00Z" },
    ]);
    const { standstill, troubled } = await readOverview(deps, away);
    expect(standstill).toEqual({ why: "none", since: due, jobNames: ["hourly-report", "by-hand"] });
    expect(troubled).toMatchObject([{ jobName: "hourly-report", main: { kind: "failing" }, others: [] }]);
    const asleep = { scheduler: "embedded", lastDispatchAt: new Date("2026-03-10T12:19:00Z") } as const;
    expect((await readOverview(deps, asleep)).standstill?.why).toBe("silent");
  });

  test("and somebody does, by a tick, a call of the platform or another process, each job tells for itself", async () => {
    const signs = [
      () => call("2026-03-10T12:33:00Z", { path: "/api/cron/tick" }),
      () => call("2026-03-10T12:33:00Z", { agent: "vercel-cron/1.0" }),
      () => storeSchedule({ id: "moved", expression: "* * * * *", lastSlot: new Date("2026-03-10T12:33:00Z") }),
    ];
    for (const sign of signs) {
      await domain.db.cronCall.deleteMany();
      await sign();
      const { standstill, troubled } = await readOverview(deps, away);
      expect([standstill, troubled.map(({ main }) => main.kind)]).toEqual([null, ["overdue", "overdue"]]);
    }
  });

  test("a refused tick and one from before the slots are no sign of life", async () => {
    await call("2026-03-10T12:33:00Z", { path: "/api/cron/tick", status: 401 });
    await call("2026-03-10T12:10:00Z", { path: "/api/cron/tick" });
    expect((await readOverview(deps, away)).standstill).not.toBeNull();
  });
});

test("the load is one entry for each of the last 24 hours, and the failures are among the runs", async () => {
  await insertRuns(domain.db, [
    { status: "completed", startedAt: "2026-03-10T12:01:00Z" },
    { status: "failed", startedAt: "2026-03-10T12:02:00Z" },
    { status: "skipped", startedAt: "2026-03-10T12:03:00Z" },
    { status: "completed", startedAt: "2026-03-09T13:00:00Z" },
    { status: "completed", startedAt: "2026-03-09T12:00:00Z" },
  ]);
  const { load } = await readOverview(deps, AT_WORK);
  expect(load).toHaveLength(24);
  expect(load[0]).toEqual({ hour: new Date("2026-03-09T13:00:00Z"), runs: 1, failures: 0 });
  expect(load.at(-1)).toEqual({ hour: new Date("2026-03-10T12:00:00Z"), runs: 2, failures: 1 });
  expect(load.reduce((sum, { runs }) => sum + runs, 0)).toBe(3);
});

test("a job's change is told in percentage points against the equal period before, its strip oldest first", async () => {
  await insertRuns(domain.db, [
    { status: "completed", startedAt: "2026-03-10T12:00:00Z" },
    { status: "failed", startedAt: "2026-03-10T11:00:00Z" },
    { status: "completed", startedAt: "2026-01-20T11:00:00Z" },
  ]);
  const { jobs, change } = await readJobTable(deps, { days: 30 });
  const report = jobs.find(({ name }) => name === "hourly-report");
  expect([report?.change, change]).toEqual([-50, -50]);
  expect(report?.strip.map(({ status }) => status)).toEqual(["completed", "failed", "completed"]);
  expect(jobs.find(({ name }) => name === "by-hand")).toMatchObject({ change: null, state: "new", strip: [] });
});

test("the next run is that of the schedule in force, not of the code", async () => {
  const nextSlot = new Date("2026-03-10T18:00:00Z");
  const more = { id: "job:hourly-report", jobName: "hourly-report", origin: "code", expression: "0 */6 * * *" };
  await storeSchedule({ ...more, nextSlot, nextRunAt: nextSlot });
  const { jobs } = await readJobTable(deps, { days: 30 });
  expect(jobs.find(({ name }) => name === "hourly-report")).toMatchObject({
    nextRun: nextSlot,
    timing: { kind: "cron", expression: "0 */6 * * *" },
  });
});

test(`with ${ROWS} runs neither the overview nor the list of jobs scans the table`, async () => {
  await domain.db.$executeRaw`
    insert into cron_job_logs (id, job_name, status, trigger, lock_key, attempts, attempt_started_at, started_at, completed_at, duration_ms)
    select gen_random_uuid(), (array['hourly-report', 'by-hand', 'off-at-first', 'gone'])[1 + i % 4], 'completed', 'http', 'key', 1,
           at, at, at, 5 from generate_series(1, ${ROWS}) i, lateral (select ${NOW}::timestamptz - i * interval '1 minute' as at) x`;
  await domain.db.$executeRaw`analyze cron_job_logs`;
  const pool = new Pool({ connectionString: domain.url, max: 1 });
  const db = createDb(pool);
  const scans = async () => {
    await pool.query("select pg_stat_force_next_flush()");
    const { rows } = await pool.query(
      "select seq_scan::int as n from pg_stat_user_tables where relname = 'cron_job_logs'",
    );
    return rows[0]?.n;
  };
  const before = await scans();
  await readOverview({ ...deps, db }, AT_WORK);
  await readJobTable({ ...deps, db }, { days: 30 });
  expect(await scans()).toBe(before);
  await pool.end();
});
