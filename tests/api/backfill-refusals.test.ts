import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cron } from "../../lib/cron/time/expressions.ts";
import { type ApiApp, asJson, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";
import { until } from "../support/until.ts";

const HOUR = 3_600_000;
const LAST = Math.floor(Date.now() / HOUR) * HOUR;
/** The slot `ago` hours before the latest. */
const slot = (ago: number) => new Date(LAST - ago * HOUR);
const range = { from: slot(5), to: slot(0) };

const hourly = cron("0 * * * *");
const jobs = [
  scriptedJob([step.ok()], { name: "plain", schedule: hourly }).job,
  scriptedJob([step.ok()], { name: "declining", schedule: hourly, backfill: false }).job,
  scriptedJob([step.ok()], { name: "minutely", schedule: cron("* * * * *") }).job,
  scriptedJob([step.ok()], { name: "unscheduled" }).job,
];

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp(jobs);
});
afterAll(() => app.close());

const read = async (response: Response) => ({ status: response.status, ...(await response.json()) });
const ask = async (job: string, body: object) =>
  read(await app.as("operator", `/api/admin/cron-jobs/${job}/backfill`, asJson(body)));
const finished = (batch: string) =>
  until("the end of the batch", async () => {
    const runs = await app.db.cronJobLog.findMany({ where: { backfillId: batch } });
    return runs.every(({ completedAt }) => completedAt !== null) ? runs : null;
  });

describe("a backfill is refused", () => {
  const far = new Date(LAST + 9 * HOUR);
  it.each([
    ["of a job that declares so", "declining", {}, 409, "backfill: false"],
    ["of a job without a schedule", "unscheduled", {}, 422, "no schedule of its own"],
    ["of a schedule that the job has not", "plain", { scheduleId: "half-past" }, 404, "half-past"],
    ["of a range to come", "plain", { to: far }, 422, "must lie in the past"],
    ["of a range that ends before it begins", "plain", { from: slot(0), to: slot(1) }, 422, "must not be before"],
    [
      "of a range without a slot",
      "plain",
      { from: new Date(slot(1).getTime() + 1), to: new Date(slot(0).getTime() - 1) },
      422,
      "no slot",
    ],
    ["of too many slots", "minutely", { from: slot(24) }, 422, "holds 1441 slots"],
    ["with too many at once", "plain", { concurrency: 11 }, 422, "concurrency"],
    ["with parameters that the job refuses", "plain", { params: { size: "x" } }, 422, "size"],
  ])("%s", async (_, job, changes, status, words) => {
    const answer = await ask(job, { ...range, ...changes });
    expect(answer).toMatchObject({ status, error: expect.stringContaining(words) });
  });

  it("of a disabled or paused job, unless it is forced", async () => {
    await app.as("operator", "/api/admin/cron-jobs/minutely/toggle", asJson({ enabled: false }));
    const order = { from: slot(0), to: slot(0) };
    expect(await ask("minutely", order)).toMatchObject({ status: 409, code: "job_disabled" });
    const { batch } = await ask("minutely", { ...order, force: true });
    expect(await finished(batch.id)).toMatchObject([{ forced: true, status: "completed" }]);
    await app.as("operator", "/api/admin/cron-jobs/plain/pause", asJson({ reason: "the shop moves" }));
    expect(await ask("plain", range)).toMatchObject({ status: 409, code: "job_paused" });
  });
});
