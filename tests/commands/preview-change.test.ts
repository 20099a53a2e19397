import { afterAll, beforeAll, expect, it } from "vitest";
import { previewChange } from "../../lib/commands/preview-change.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { scheduleCalls } from "../support/schedule-calls.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
});
afterAll(() => app.close());
const { add, read, audits } = scheduleCalls(() => app);

const cron = (expression: string, timezone = "UTC") => ({ kind: "cron", expression, timezone });

it("lists the next ten instants of a schedule that is not there yet, and writes nothing", async () => {
  const body = { jobName: "scripted", trigger: cron("0 9 * * *", "Asia/Seoul") };
  const preview = await previewChange(app, { id: null, body });
  if (preview.kind === "refused") throw new Error(JSON.stringify(preview.issues));
  expect(preview.instants).toHaveLength(10);
  expect(new Set(preview.instants.map((at) => at.toISOString().slice(11)))).toEqual(new Set(["00:00:00.000Z"]));
  expect([await app.db.cronSchedule.count(), await audits()]).toEqual([0, 0]);
});

it("says what cannot be saved and where, as saving would", async () => {
  const refused = async (trigger: object) => {
    const preview = await previewChange(app, { id: null, body: { jobName: "scripted", trigger } });
    return preview.kind === "refused" ? preview.issues.map(({ path }) => path) : preview.kind;
  };
  expect(await refused(cron("0 0 30 2 *"))).toEqual(["trigger.expression"]);
  expect(await refused({ kind: "interval", minutes: "many" })).toEqual(["trigger.minutes"]);
  expect(await refused({ kind: "date", at: "2026-01-01T00:00:00Z" })).toEqual(["trigger.at"]);
});

it("names days on which the clocks change, both day fields and other schedules of the same minutes", async () => {
  await add({ id: "other", trigger: cron("30 2 * * *") });
  const body = {
    jobName: "scripted",
    trigger: cron("30 2 8 3 0", "America/New_York"),
    startsAt: "2027-03-01T00:00:00Z",
  };
  const preview = await previewChange(app, { id: null, body });
  if (preview.kind === "refused") throw new Error(JSON.stringify(preview.issues));
  expect(preview.shifts[0]).toMatchObject({ minutes: 60 });
  expect(preview.lint.map(({ code }) => code)).toContain("both_day_fields");
  const same = await previewChange(app, { id: null, body: { jobName: "scripted", trigger: cron("30 2 * * *") } });
  expect(same.kind === "preview" && same.lint).toMatchObject([{ code: "collision", scheduleId: "other" }]);
});

it("of an edit keeps what is not changed, and an interval's grid", async () => {
  await add({ id: "mine", trigger: { kind: "interval", hours: 6 }, endsAt: "2099-01-01T00:00:00Z" });
  const { nextRunTime } = await read("mine");
  const same = await previewChange(app, { id: "mine", body: { version: 1, name: "renamed" } });
  expect(same.kind === "preview" && same.instants[0]?.toISOString()).toBe(nextRunTime);
  const shorter = await previewChange(app, { id: "mine", body: { version: 1, endsAt: "2000-01-01T00:00:00Z" } });
  expect(shorter.kind).toBe("refused");
  await expect(previewChange(app, { id: "nobody", body: { version: 1 } })).rejects.toThrow("no schedule nobody");
});
