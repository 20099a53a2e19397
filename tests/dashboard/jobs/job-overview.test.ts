import { afterAll, beforeAll, expect, test } from "vitest";
import { wallHourAt } from "../../../lib/dashboard/forms/wall-hours.ts";
import { readHistory } from "../../../lib/dashboard/jobs/history.ts";
import { readHourSlots } from "../../../lib/dashboard/jobs/hour-slots.ts";
import { readCalendar, readJobOverview, readOverviewQuery } from "../../../lib/dashboard/jobs/job-overview.ts";
import { readJobSubject } from "../../../lib/dashboard/jobs/job-subject.ts";
import type { DashboardDeps } from "../../../lib/dashboard/words/deps.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs, type RunRow } from "../run-rows.ts";

const NOW = new Date("2026-03-10T12:34:00Z");
const SCHEDULE = "job:hourly-report";

let domain: DomainDb;
let deps: DashboardDeps;

/** The run of one slot. */
const slot = (at: string, row: Omit<RunRow, "startedAt">): RunRow => ({
  ...row,
  startedAt: at,
  more: { scheduleId: SCHEDULE, scheduledFor: new Date(at), ...row.more },
});

beforeAll(async () => {
  domain = await openDomainDb();
  deps = { db: domain.db, jobs: listedJobs, clock: { now: () => NOW } };
  await domain.db.cronSchedule.create({
    data: {
      id: SCHEDULE,
      jobName: "hourly-report",
      name: "hourly-report",
      origin: "code",
      kind: "cron",
      expression: "0 * * * *",
      createdAt: new Date("2026-03-09T20:30:00Z"),
    },
  });
  await insertRuns(domain.db, [
    slot("2026-03-10T12:00:00Z", { status: "completed", durationMs: 1000 }),
    slot("2026-03-10T11:00:00Z", { status: "failed", durationMs: 55_000, error: "row 1 is broken" }),
    slot("2026-03-10T10:00:00Z", { status: "missed", more: { reason: "scheduler_down" } }),
    slot("2026-03-10T05:00:00Z", {
      status: "skipped",
      more: { reason: "paused", slotUntil: new Date("2026-03-10T07:00:00Z"), slotCount: 3 },
    }),
    { status: "completed", startedAt: "2026-03-09T20:40:00Z", durationMs: 3000 },
    { status: "completed", startedAt: "2026-03-08T20:40:00Z", durationMs: 3000 },
    { job: "left-the-code", status: "failed", startedAt: "2026-03-01T00:00:00Z", error: "410 Gone" },
  ]);
});

afterAll(() => domain.close());

const overview = (address: Record<string, string>, jobName = "hourly-report") =>
  readJobOverview(deps, { jobName, range: readOverviewQuery(address).range, zone: "UTC" });

test("statistics come with those of the equal period before", async () => {
  const { past, before } = await overview({ days: "1" });
  expect([past.stats.totalRuns, past.stats.successRate]).toEqual([3, 66.67]);
  expect([before?.totalRuns, before?.successRate]).toEqual([1, 100]);
});

test("a period in which nothing ended is nothing to compare with", async () => {
  expect((await overview({ days: "7" })).before).toBeNull();
});

test("buckets have no gaps, and percentiles only where something was measured", async () => {
  const { charts } = await overview({ days: "1" });
  expect([charts.unit, charts.buckets.length, charts.measured]).toEqual(["hour", 25, 3]);
  expect(charts.buckets.slice(-3)).toMatchObject([
    { at: new Date("2026-03-10T10:00:00Z"), completed: 0, failed: 0, notRun: 1, p50: null, p95: null },
    { at: new Date("2026-03-10T11:00:00Z"), completed: 0, failed: 1, notRun: 0, p50: 55_000, p95: 55_000 },
    { at: new Date("2026-03-10T12:00:00Z"), completed: 1, failed: 0, notRun: 0, p50: 1000, p95: 1000 },
  ]);
});

test("the success rate of a day without runs is null, not 100", async () => {
  const { rate } = await overview({});
  expect(rate.slice(-3).map((point) => point.rate)).toEqual([100, 100, 50]);
  expect(rate.at(0)?.rate).toBeNull();
});

test("an hour tells what was expected, what became of it and why; ranges count in each of their hours", async () => {
  const days = await readCalendar(deps, { jobName: "hourly-report", zone: "UTC" });
  const today = days?.[0]?.hours ?? [];
  const told = (hour: number) => [today[hour]?.state, today[hour]?.expected, today[hour]?.endings];
  expect(told(12)).toEqual(["completed", 1, [{ status: "completed", reason: null, by: "itself", count: 1 }]]);
  expect(told(11)).toEqual(["failed", 1, [{ status: "failed", reason: null, by: "itself", count: 1 }]]);
  expect(told(10)).toEqual(["missed", 1, [{ status: "missed", reason: "scheduler_down", by: "itself", count: 1 }]]);
  for (const hour of [5, 6, 7])
    expect(told(hour)).toEqual(["skipped", 1, [{ status: "skipped", reason: "paused", by: "itself", count: 1 }]]);
  expect(told(8)).toEqual(["unknown", 1, []]);
  expect(today[8]?.unrecorded).toBe(1);
  expect(told(13)).toEqual(["ahead", 1, []]);
});

test("nothing is expected before a schedule was made, nor of a job without one", async () => {
  const days = await readCalendar(deps, { jobName: "hourly-report", zone: "UTC" });
  const yesterday = days?.[1]?.hours ?? [];
  expect([yesterday[20]?.state, yesterday[21]?.state]).toEqual(["none", "unknown"]);
  expect(await readCalendar(deps, { jobName: "by-hand", zone: "UTC" })).toBeNull();
});

test("the slots of an hour are listed with their runs, those in a range, too", async () => {
  const at = (hour: string) => readHourSlots(deps, "hourly-report", wallHourAt("UTC", new Date(hour)));
  expect(await at("2026-03-10T10:00:00Z")).toMatchObject([{ run: { state: "missed", reason: "scheduler_down" } }]);
  expect(await at("2026-03-10T06:00:00Z")).toMatchObject([
    { slot: new Date("2026-03-10T06:00:00Z"), run: { state: "skipped", reason: "paused" } },
  ]);
  expect(await at("2026-03-10T08:00:00Z")).toEqual([{ slot: new Date("2026-03-10T08:00:00Z"), run: null }]);
});

test("a job that left the code keeps its past on the page, and its route knows it no more", async () => {
  expect(await readJobSubject(deps, "left-the-code")).toEqual({
    kind: "removed",
    name: "left-the-code",
    lastRunAt: new Date("2026-03-01T00:00:00Z"),
  });
  const { past } = await overview({}, "left-the-code");
  expect([past.stats.failedRuns, past.errors[0]?.message]).toEqual([1, "410 Gone"]);
  expect(await readHistory(deps, { job: "left-the-code", limit: 10 })).toBeNull();
});

test("a name that nobody knows has no page, and an alias leads to the name", async () => {
  expect(await readJobSubject(deps, "never-was")).toBeNull();
  expect(await readJobSubject(deps, "report")).toMatchObject({ kind: "registered", name: "hourly-report" });
});

test("an address that cannot be read counts as absent", () => {
  expect(readOverviewQuery({ days: "abc", hour: "x" })).toMatchObject({ range: { limit: 10 }, hour: null, kept: {} });
  const { hour, kept } = readOverviewQuery({ days: "7", hour: "2026-03-10T10:20:00Z" });
  expect([hour, kept]).toEqual([new Date("2026-03-10T10:20:00Z"), { days: "7" }]);
});
