import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cron } from "../../lib/cron/time/expressions.ts";
import { type ApiApp, emailOf, startApiApp } from "../support/api-app.ts";
import { HOURLY, scheduleCalls } from "../support/schedule-calls.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const script = scriptedJob([step.ok()], { aliases: ["former"] });
const declared = scriptedJob([step.ok()], { name: "declared", schedule: cron("0 9 * * *", "Asia/Seoul") });

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([script.job, declared.job]);
});
afterAll(() => app.close());
const { call, add, read, stored, endings, letHoursPass, lastAudit, audits, clear } = scheduleCalls(() => app);
beforeEach(clear);

describe("adding", () => {
  it("answers the schedule with its trigger in words, its next time and its address, and is audited", async () => {
    const answer = await add({ name: "Every hour", params: { size: 7 }, misfire: "run-all" });
    expect(answer).toMatchObject({ status: 201, location: "/api/admin/schedules/mine" });
    expect(answer.body.schedule).toMatchObject({
      id: "mine",
      name: "Every hour",
      jobName: "scripted",
      origin: "person",
      status: "scheduled",
      trigger: "Every hour",
      timing: { ...HOURLY, timezone: "UTC" },
      timezone: "UTC",
      lastRunTime: null,
      enabled: true,
      paused: false,
      params: { size: 7 },
      misfire: "run-all",
      drift: [],
      version: 1,
      createdBy: emailOf("admin"),
      skips: [],
    });
    expect(new Date(answer.body.schedule.nextRunTime).getTime()).toBeGreaterThan(Date.now());
    expect(answer.body.schedule.nextRunTime).toMatch(/:00:00\.000Z$/);
    expect(await lastAudit()).toMatchObject({
      action: "schedule.create",
      target: "mine",
      actor: emailOf("admin"),
      after: { name: "Every hour", expression: "0 * * * *", params: { size: 7 } },
    });
  });

  it.each([
    [
      "fields",
      { kind: "cron", fields: { minute: "*/15", hour: "9-17", dayOfWeek: "mon-fri" } },
      "*/15 9-17 * * mon-fri",
    ],
    ["numbers as fields", { kind: "cron", fields: { minute: 0, hour: 2 } }, "0 2 * * *"],
    ["an hour alone as its minute 0 (fault D4)", { kind: "cron", fields: { hour: 9 } }, "0 9 * * *"],
  ])("takes %s", async (_, trigger, expression) => {
    expect((await add({ trigger })).body.schedule.timing).toMatchObject({ kind: "cron", expression });
  });

  it.each([
    { kind: "interval", hours: 6 },
    { kind: "date", at: "2099-01-01T00:00:00Z" },
  ])("keeps the zone in which people type and read the dates of a $kind", async (trigger) => {
    const { body } = await add({ trigger: { ...trigger, timezone: "Asia/Seoul" } });
    expect(body.schedule).toMatchObject({ timezone: "Asia/Seoul", timing: { kind: trigger.kind } });
  });

  it("takes an interval in its units, and starts it one interval from now", async () => {
    const { body } = await add({ trigger: { kind: "interval", minutes: 1, seconds: 30 }, jobName: "former" });
    expect(body.schedule).toMatchObject({ jobName: "scripted", timing: { kind: "interval", seconds: 90 } });
    // On whole seconds: what it was made in begins with one.
    const madeInMs = Math.floor(Date.parse(body.schedule.createdAt) / 1000) * 1000;
    const untilFirst = Date.parse(body.schedule.nextRunTime) - madeInMs;
    expect(untilFirst).toBe(90_000);
  });

  it("makes an id up when none is given, and refuses one that is taken", async () => {
    expect((await add({ id: undefined })).body.schedule.id).toMatch(/^scripted-[a-z2-9]{6}$/);
    await add();
    expect(await add()).toMatchObject({ status: 409, body: { success: false, code: "id_taken" } });
  });

  it.each([
    ["an id that belongs to the code", { id: "job:mine" }, "id"],
    ["a never-firing expression", { trigger: { kind: "cron", expression: "0 0 30 2 *" } }, "trigger.expression"],
    ["an unknown zone", { trigger: { ...HOURLY, timezone: "Mars/Base" } }, "trigger.timezone"],
    [
      "an interval in an unknown zone",
      { trigger: { kind: "interval", hours: 1, timezone: "Mars/Base" } },
      "trigger.timezone",
    ],
    ["expression and fields", { trigger: { ...HOURLY, fields: { minute: 1 } } }, "trigger.expression"],
    ["fields of which none is given", { trigger: { kind: "cron", fields: {} } }, "trigger.fields"],
    ["an interval without a length", { trigger: { kind: "interval" } }, "trigger.seconds"],
    ["a date that is over", { trigger: { kind: "date", at: "2026-01-01T00:00:00Z" } }, "trigger.at"],
    ["a local time", { trigger: { kind: "date", at: "2030-01-01T00:00:00" } }, "trigger.at"],
    ["parameters that the job refuses", { params: { size: "large" } }, "size"],
    ["an unknown key", { colour: "red" }, ""],
    ["a trigger of no kind", { trigger: {} }, "trigger.kind"],
  ])("refuses %s with 422 and says where", async (_, wrong, path) => {
    const { status, body } = await add(wrong);
    expect({ status, paths: body.issues?.map((issue: { path: string }) => issue.path) }).toEqual({
      status: 422,
      paths: [path],
    });
    expect(await app.db.cronSchedule.count({ where: { origin: "person" } })).toBe(0);
  });

  it("answers 404 for a job that nobody registered", async () => {
    expect((await add({ jobName: "nope" })).status).toBe(404);
  });

  it("keeps a date as done after its run; one that is over runs now where that is wanted", async () => {
    await add({ trigger: { kind: "date", at: "2026-01-01T00:00:00Z", runNow: true } });
    await app.cron("/api/cron/tick");
    await Promise.all(app.background);
    expect(await endings()).toEqual(["completed schedule 1"]);
    const { status, nextRunTime, lastRunTime } = await read();
    expect({ status, nextRunTime }).toEqual({ status: "done", nextRunTime: null });
    expect(lastRunTime).not.toBeNull();
  });
});

describe("listing", () => {
  it("pages by cursor and narrows to a job, by its alias too", async () => {
    await app.cron("/api/cron/tick");
    for (const id of ["a", "b", "c"]) await add({ id });
    const first = (await call("GET", "?jobName=former&limit=2")).body;
    expect(first.schedules.map(({ id }: { id: string }) => id)).toEqual(["a", "b"]);
    const second = (await call("GET", `?jobName=former&limit=2&cursor=${first.nextCursor}`)).body;
    expect(second.schedules.map(({ id }: { id: string }) => id)).toEqual(["c"]);
    expect(second.nextCursor).toBeNull();
    const all = (await call("GET", "")).body.schedules;
    expect(all.map(({ id, origin }: { id: string; origin: string }) => [id, origin])).toContainEqual([
      "job:declared",
      "code",
    ]);
    expect((await call("GET", "?limit=0")).status).toBe(422);
  });
});

describe("changing", () => {
  it("keeps the next slot unless the timing changes, and is audited with what was before and after", async () => {
    await add();
    const { nextSlot } = await stored();
    const { body } = await call("PATCH", "/mine", { version: 1, params: { size: 3 }, overlap: "queue" });
    expect(body.schedule).toMatchObject({ version: 2, params: { size: 3 }, overlap: "queue" });
    expect((await stored()).nextSlot).toEqual(nextSlot);
    expect(await lastAudit()).toMatchObject({
      action: "schedule.edit",
      before: { params: {}, overlap: null },
      after: { params: { size: 3 }, overlap: "queue" },
    });
    await call("PATCH", "/mine", { version: 2, trigger: { kind: "cron", expression: "30 * * * *" } });
    expect((await stored()).nextSlot?.getUTCMinutes()).toBe(30);
  });

  it("gives slots that fell due their ending under the old settings first, and fires none of them again", async () => {
    await add({ misfire: "run-all" });
    await letHoursPass(3);
    await call("PATCH", "/mine", { version: 1, misfire: "skip", trigger: { kind: "cron", expression: "*/7 * * * *" } });
    expect(await endings()).toEqual(Array(3).fill("queued catch_up 1"));
    expect((await stored()).nextSlot?.getTime()).toBeGreaterThan(Date.now());
  });

  it("refuses a stale version and says what is there now; the same change twice leaves one trace", async () => {
    await add();
    await call("PATCH", "/mine", { version: 1, name: "theirs" });
    const { status, body } = await call("PATCH", "/mine", { version: 1, name: "ours" });
    expect({ status, code: body.code, details: body.details }).toMatchObject({
      status: 409,
      code: "version_conflict",
      details: { version: 2, current: { name: "theirs", timing: HOURLY } },
    });
    const before = await audits();
    expect((await call("PATCH", "/mine", { version: 2, name: "theirs" })).body.schedule.version).toBe(2);
    expect(await audits()).toBe(before);
    expect((await call("PATCH", "/mine", { name: "no version" })).status).toBe(422);
  });

  it("lets one of two changes of the same version win", async () => {
    await add();
    const both = await Promise.all([1, 2].map((size) => call("PATCH", "/mine", { version: 1, params: { size } })));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it("of a declared schedule is kept as a difference, shown, and can be taken back", async () => {
    await app.cron("/api/cron/tick");
    const { version } = await read("job:declared");
    const changed = await call("PATCH", "/job:declared", { version, enabled: false, params: { size: 5 } });
    expect(changed.body.schedule).toMatchObject({
      status: "disabled",
      nextRunTime: null,
      drift: [
        { field: "params", declared: {}, current: { size: 5 } },
        { field: "enabled", declared: true, current: false },
      ],
    });
    const partly = await call("PATCH", "/job:declared", { version: version + 1, reset: ["enabled"] });
    expect(partly.body.schedule).toMatchObject({ enabled: true, params: { size: 5 } });
    const back = await call("PATCH", "/job:declared", { version: version + 2, reset: true });
    expect(back.body.schedule).toMatchObject({ drift: [], params: {}, timezone: "Asia/Seoul" });
    await add();
    expect((await call("PATCH", "/mine", { version: 1, reset: true })).status).toBe(422);
  });
});

describe("removing", () => {
  it("takes a person's schedule away and leaves its history; one of the code stays", async () => {
    await add();
    await letHoursPass(1);
    expect((await call("DELETE", "/mine")).status).toBe(200);
    expect((await call("GET", "/mine")).status).toBe(404);
    expect(await endings()).toHaveLength(1);
    expect(await lastAudit()).toMatchObject({ action: "schedule.remove", before: { expression: "0 * * * *" } });
    expect((await call("DELETE", "/mine")).status).toBe(404);
    await app.cron("/api/cron/tick");
    expect(await call("DELETE", "/job:declared")).toMatchObject({ status: 409, body: { code: "declared_in_code" } });
  });
});
