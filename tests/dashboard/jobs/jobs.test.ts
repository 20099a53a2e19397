import { afterAll, beforeAll, expect, test } from "vitest";
import { filterJobs, jobFilter } from "../../../lib/dashboard/jobs/job-filter.ts";
import { type JobRow, readJobTable } from "../../../lib/dashboard/jobs/job-rows.ts";
import { readJobCounters } from "../../../lib/dashboard/jobs/job-stats.ts";
import { type JobList, listJobs } from "../../../lib/dashboard/jobs/jobs.ts";
import type { DashboardDeps } from "../../../lib/dashboard/words/deps.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs } from "../run-rows.ts";

const NOW = new Date("2026-03-10T12:34:00Z");

let domain: DomainDb;
let deps: DashboardDeps;
let list: JobList;
let rows: JobRow[];

beforeAll(async () => {
  domain = await openDomainDb();
  deps = { db: domain.db, jobs: listedJobs, clock: { now: () => NOW } };
  await insertRuns(domain.db, [
    { status: "completed", startedAt: "2026-03-10T12:00:00Z", durationMs: 1000 },
    { status: "partial", startedAt: "2026-03-10T11:00:00Z", durationMs: 3000 },
    { status: "failed", startedAt: "2026-03-10T10:00:00Z", durationMs: 5000, error: "no" },
    { status: "timed_out", startedAt: "2026-03-09T10:00:00Z", durationMs: 7000 },
    { status: "abandoned", startedAt: "2026-03-08T10:00:00Z", durationMs: 9000 },
    { status: "skipped", startedAt: "2026-03-08T11:00:00Z" },
    { status: "missed", startedAt: "2026-03-08T12:00:00Z" },
    { status: "cancelled", startedAt: "2026-03-08T13:00:00Z" },
    { status: "completed", startedAt: "2026-01-01T00:00:00Z", durationMs: 11_000 },
    { job: "by-hand", status: "started", startedAt: "2026-03-10T12:33:00Z", more: { progress: { done: 3, total: 9 } } },
    { job: "gone-from-code", status: "failed", startedAt: "2026-03-10T10:00:00Z" },
  ]);
  list = await listJobs(deps, { days: 30 });
  rows = (await readJobTable(deps, { days: 30 })).jobs;
});

afterAll(() => domain.close());

const jobOf = (name: string) => list.jobs.find((job) => job.name === name);

test("completed and partial count as success, failed, timed out and abandoned as failure, the rest apart", () => {
  expect(jobOf("hourly-report")?.stats).toMatchObject({
    totalRuns: 5,
    successfulRuns: 2,
    failedRuns: 3,
    cancelledRuns: 1,
    skippedRuns: 1,
    missedRuns: 1,
    successRate: 40,
    avgDuration: 5000,
    minDuration: 1000,
    maxDuration: 9000,
    p50: 5000,
    p95: 9000,
    percentileRuns: 5,
    lastRun: new Date("2026-03-10T12:00:00Z"),
    lastSuccess: new Date("2026-03-10T12:00:00Z"),
    lastFailure: new Date("2026-03-10T10:00:00Z"),
  });
});

test("a job without finished runs has no success rate, not 100 %", () => {
  expect(jobOf("by-hand")?.stats).toMatchObject({ totalRuns: 0, successRate: null, avgDuration: null, p95: null });
});

test("the summary adds up exactly the jobs that are listed", () => {
  expect(list.summary).toEqual({
    totalJobs: 3,
    enabledJobs: 2,
    disabledJobs: 1,
    runningJobs: 1,
    totalExecutions: 5,
    totalFailures: 3,
    overallSuccessRate: 40,
  });
  expect(list.categories).toEqual({ tests: 2, quiet: 1 });
});

test("the latest runs of a job come newest first, whatever the window", async () => {
  const short = await listJobs(deps, { days: 1 });
  const runs = short.jobs[0]?.recentExecutions ?? [];
  expect(runs.map(({ state }) => state)).toEqual([
    "completed",
    "partial",
    "failed",
    "timed_out",
    "cancelled",
    "missed",
    "skipped",
    "abandoned",
    "completed",
  ]);
  expect(short.jobs[0]?.stats.totalRuns).toBe(3);
});

test("a running run tells its progress and how long it runs", () => {
  expect(list.runningJobs).toMatchObject([
    { jobName: "by-hand", duration: 60_000, progress: { done: 3, total: 9, note: null }, stopping: false },
  ]);
});

test("the configuration is the code's until a person changes it, and the next run is the schedule's in its zone", async () => {
  expect(jobOf("off-at-first")).toMatchObject({ enabled: false, nextRun: null, lastModifiedAt: null });
  await domain.db.cronJobConfig.create({ data: { jobName: "off-at-first", enabled: true, notes: "for the fair" } });
  const changed = (await listJobs(deps, { days: 30 })).jobs.find(({ name }) => name === "off-at-first");
  expect(changed).toMatchObject({
    enabled: true,
    schedule: "30 2 * * *",
    timezone: "Asia/Seoul",
    nextRun: new Date("2026-03-10T17:30:00Z"),
    notes: "for the fair",
  });
});

test("jobs are narrowed by text, alias, category and state", () => {
  const names = (query: object) => filterJobs(rows, jobFilter.parse(query)).map(({ name }) => name);
  expect(names({ q: "REPORT" })).toEqual(["hourly-report"]);
  expect(names({ category: "quiet" })).toEqual(["off-at-first"]);
  expect(names({ state: "disabled" })).toEqual(["off-at-first"]);
  expect(names({ state: "running" })).toEqual(["by-hand"]);
  expect(names({ state: "failing" })).toEqual([]);
  expect(names({ state: "nonsense" })).toHaveLength(3);
});

test("counters are all zero before the first run, and an alias names the same job", async () => {
  expect(await readJobCounters(deps, "report")).toEqual({
    "hourly-report": {
      total_executions: 6,
      successful_executions: 3,
      failed_executions: 3,
      last_execution: new Date("2026-03-10T12:00:00Z"),
      average_execution_time: 6,
    },
  });
  expect((await readJobCounters(deps, null))?.["by-hand"]).toEqual({
    total_executions: 0,
    successful_executions: 0,
    failed_executions: 0,
    last_execution: null,
    average_execution_time: 0,
  });
  expect(await readJobCounters(deps, "nobody")).toBeNull();
});
