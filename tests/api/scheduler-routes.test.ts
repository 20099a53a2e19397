import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
});
afterAll(() => app.close());

const post = (body: unknown) => ({
  method: "POST",
  body: JSON.stringify(body),
  headers: { "content-type": "application/json" },
});
const runByCron = async () => (await app.cron("/api/cron/scripted")).json();

it("a paused job answers its callers so, is audited with its reason, and runs again once resumed", async () => {
  const paused = await app.as("operator", "/api/admin/cron-jobs/scripted/pause", post({ reason: "the shop moves" }));
  expect(await paused.json()).toMatchObject({ success: true, jobName: "scripted", until: null });
  expect(await runByCron()).toMatchObject({ success: false, skipped: true, reason: "paused" });
  await app.as("operator", "/api/admin/cron-jobs/scripted/resume", post({}));
  expect(await runByCron()).toMatchObject({ success: true });
  const entries = await app.db.cronAuditLog.findMany({ orderBy: { id: "asc" } });
  expect(entries.map(({ action, note }) => [action, note])).toEqual([
    ["job.pause", "the shop moves"],
    ["job.resume", null],
  ]);
});

it("everything can be paused at once; only whoever may schedule can do it", async () => {
  expect((await app.as("operator", "/api/admin/scheduler/pause", post({ reason: "x" }))).status).toBe(403);
  await app.as("admin", "/api/admin/scheduler/pause", post({ reason: "maintenance" }));
  expect(await runByCron()).toMatchObject({ reason: "paused" });
  const state = await (await app.as("viewer", "/api/admin/scheduler")).json();
  expect(state).toMatchObject({
    success: true,
    isRunning: false,
    is_running: false,
    queueDepth: 0,
    paused: { reason: "maintenance" },
  });
  await app.as("admin", "/api/admin/scheduler/resume", post({}));
  expect(await runByCron()).toMatchObject({ success: true });
});

it("a preview lists the next instants, names changes of offset and refuses what never fires", async () => {
  const ask = (query: Record<string, string>) =>
    app.as("viewer", `/api/admin/schedules/preview?${new URLSearchParams(query)}`);
  const answer = await (
    await ask({ expression: "30 2 * * *", timezone: "America/New_York", from: "2026-03-07T12:00:00Z", count: "2" })
  ).json();
  expect(answer.instants).toEqual(["2026-03-08T07:00:00.000Z", "2026-03-09T06:30:00.000Z"]);
  expect(answer.offsetChanges).toEqual([
    { at: "2026-03-08T07:00:00.000Z", note: "the clocks of America/New_York go forward by 60 minutes on this day" },
  ]);
  const toTheMinute = await ask({ expression: "30 2 * * *", from: "2026-03-07T12:00", count: "1" });
  expect(await toTheMinute.json()).toMatchObject({
    from: "2026-03-07T12:00:00.000Z",
    instants: ["2026-03-08T02:30:00.000Z"],
  });
  const refused = await ask({ expression: "0 0 30 2 *" });
  expect(refused.status).toBe(422);
  expect((await refused.json()).error).toContain("never fires");
});

it("a preview says what its reader may not have meant: both day fields, too often for the plan, collisions", async () => {
  const made = { id: "mine", jobName: "scripted", trigger: { kind: "cron", expression: "0 */2 * * *" } };
  await app.as("admin", "/api/admin/schedules", post(made));
  const lint = async (query: Record<string, string>) => {
    const asked = new URLSearchParams({ from: "2027-01-01T00:30:00Z", ...query });
    return (await (await app.as("viewer", `/api/admin/schedules/preview?${asked}`)).json()).lint;
  };
  expect(await lint({ expression: "7 0 1 * 1", count: "1" })).toMatchObject([{ code: "both_day_fields" }]);
  expect(await lint({ expression: "0 * * * *", count: "8" })).toMatchObject([
    {
      code: "more_often_than_plan",
      message: expect.stringContaining('every 1 h at its closest, but on the plan "hobby"'),
    },
    {
      code: "collision",
      scheduleId: "mine",
      jobName: "scripted",
      count: 4,
      message: "scripted (schedule mine) starts in the same minute in 4 of the next 8 times",
    },
  ]);
  expect(await lint({ expression: "0 0 * * *", id: "mine" })).toEqual([]);
  const daily = { expression: "30 0 * * *", timezone: "America/New_York", from: "2027-03-10T00:00:00Z" };
  expect(await lint(daily)).toEqual([]);
});
