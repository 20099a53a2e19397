import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cron } from "../../lib/cron/time/expressions.ts";
import { insertRuns } from "../dashboard/run-rows.ts";
import { type ApiApp, asJson, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const { job } = scriptedJob([step.ok()], { name: "report" });
const ID = "job:report";
const HOUR_MS = 3_600_000;
const slot = new Date(Math.floor(Date.now() / HOUR_MS) * HOUR_MS);

let app: ApiApp;
let ofSchedule: string;
beforeAll(async () => {
  app = await startApiApp([{ ...job, schedule: cron("0 * * * *") }]);
  await app.runtime.engine.tick();
  const common = { job: "report", startedAt: new Date(Date.now() - 60_000).toISOString() };
  [ofSchedule = ""] = await insertRuns(app.db, [
    { ...common, status: "completed", durationMs: 3_000, more: { scheduleId: ID, scheduledFor: slot } },
    { ...common, status: "failed", durationMs: 1_000, more: { scheduleId: "other", scheduledFor: slot } },
    { ...common, status: "completed" },
  ]);
});
afterAll(() => app.close());

const view = async (path: string) => (await app.as("viewer", `/api/admin/${path}`)).json();
const change = (path: string, body: object = {}) => app.as("admin", `/api/admin/${path}`, asJson(body));

describe("fault D4: a run carries its schedule, and lists filter by it", () => {
  it("in the list of runs, in its files and in the run itself", async () => {
    const { logs, pagination } = await view(`cron-logs?schedule_id=${ID}`);
    expect(logs).toMatchObject([{ id: ofSchedule, scheduleId: ID, scheduledFor: slot.toISOString() }]);
    expect(pagination).toMatchObject({ total: 1, totalIsExact: true });
    const csv = await (await app.as("viewer", `/api/admin/cron-logs?schedule_id=${ID}&format=csv`)).text();
    expect(csv.trim().split(/\r?\n/)).toEqual([expect.stringContaining("schedule_id"), expect.stringContaining(ID)]);
    expect((await view(`runs/${ofSchedule}`)).run).toMatchObject({ scheduleId: ID });
  });

  it("in the history of its job, whose statistics stay those of the job", async () => {
    const history = await view(`cron-jobs/report/history?schedule_id=${ID}`);
    expect(history.history).toMatchObject([{ id: ofSchedule, scheduleId: ID }]);
    expect(history.stats.totalRuns).toBe(3);
    expect((await view("cron-jobs/report/history")).history).toHaveLength(3);
  });
});

describe("fault D4: job-stats answers for the id of a schedule", () => {
  it("with the counts of its own runs", async () => {
    expect(await view(`job-stats/${ID}`)).toEqual({
      [ID]: {
        total_executions: 1,
        successful_executions: 1,
        failed_executions: 0,
        last_execution: expect.any(String),
        average_execution_time: 3,
      },
    });
    expect((await view("job-stats/report")).report).toMatchObject({ total_executions: 3, failed_executions: 1 });
  });

  it("and 404 where neither a job nor a schedule has the name", async () => {
    expect((await app.as("viewer", "/api/admin/job-stats/other")).status).toBe(404);
  });
});

describe("fault A16: the scheduler tells the next runs that the lists tell", () => {
  const next = async () => (await view("scheduler")).nextRunTimes;
  const listed = async () => (await view("schedules")).schedules[0].nextRunTime;

  it("past a slot that was taken out", async () => {
    const [{ nextRunTime }] = await next();
    await change(`schedules/${ID}/skip`, { slot: nextRunTime });
    const later = new Date(Date.parse(nextRunTime) + HOUR_MS).toISOString();
    expect(await next()).toEqual([{ scheduleId: ID, jobName: "report", nextRunTime: later }]);
    expect(await listed()).toBe(later);
  });

  it("past a pause of the job, and none while nobody knows when it ends", async () => {
    const until = new Date(Date.now() + 5 * HOUR_MS).toISOString();
    await change("cron-jobs/report/pause", { until });
    const [{ nextRunTime }] = await next();
    expect([nextRunTime >= until, await listed()]).toEqual([true, nextRunTime]);
    await change("cron-jobs/report/pause");
    expect([await next(), await listed()]).toEqual([[], null]);
  });
});
