import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cron } from "../../lib/cron/time/expressions.ts";
import { type ApiApp, asJson, emailOf, startApiApp } from "../support/api-app.ts";
import { scheduleCalls } from "../support/schedule-calls.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

/** Its latest slot is at most a minute old, as that of a platform's call is. */
const delivered = scriptedJob([step.ok()], { name: "delivered", schedule: cron("* * * * *") });

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job, delivered.job]);
});
afterAll(() => app.close());
const { call, add, stored, endings, letHoursPass, lastAudit, audits, clear } = scheduleCalls(() => app);
beforeEach(clear);

describe("pausing", () => {
  it("says who, until when and why; what fell into the pause is skipped at the resume, never caught up", async () => {
    await add({ misfire: "run-all" });
    const until = new Date(Date.now() + 7_200_000).toISOString();
    const paused = (await call("POST", "/mine/pause", { reason: "the shop moves", until })).body.schedule;
    expect(paused).toMatchObject({
      status: "paused",
      paused: true,
      pausedUntil: until,
      pauseReason: "the shop moves",
      pausedBy: emailOf("admin"),
    });
    expect(new Date(paused.nextRunTime) >= new Date(until)).toBe(true);
    await app.db.cronSchedule.update({ where: { id: "mine" }, data: { pausedAt: new Date(0) } });
    await letHoursPass(4);
    const resumed = (await call("POST", "/mine/resume")).body.schedule;
    expect(resumed).toMatchObject({ status: "scheduled", paused: false, pauseReason: null });
    expect(await endings()).toEqual(["skipped paused 4"]);
    expect(await lastAudit()).toMatchObject({
      action: "schedule.resume",
      before: { pauseReason: "the shop moves", pausedUntil: until },
      after: null,
    });
  });

  it.each(["/api/admin/cron-jobs/scripted", "/api/admin/scheduler"])(
    "of %s skips what fell into it, too, when nothing dispatched meanwhile",
    async (path) => {
      await add({ misfire: "run-all" });
      await app.as("admin", `${path}/pause`, asJson({ reason: "moving" }));
      await letHoursPass(3);
      await app.as("admin", `${path}/resume`, { method: "POST" });
      await app.runtime.engine.tick();
      expect(await endings()).toEqual(["skipped paused 3"]);
    },
  );

  it.each([{}, { reason: null }, { reason: "  " }])(
    "fault D4: takes no reason where none is given: %j",
    async (body) => {
      await add();
      const { pauseReason, pausedBy } = (await call("POST", "/mine/pause", body)).body.schedule;
      expect({ pauseReason, pausedBy }).toEqual({ pauseReason: null, pausedBy: emailOf("admin") });
      expect(await lastAudit()).toMatchObject({ action: "schedule.pause", note: null, after: { pauseReason: null } });
      for (const path of ["cron-jobs/scripted", "scheduler"]) {
        expect((await app.as("admin", `/api/admin/${path}/pause`, asJson(body))).status).toBe(200);
        expect(await lastAudit()).toMatchObject({ note: null, after: { pauseReason: null } });
        await app.as("admin", `/api/admin/${path}/resume`, { method: "POST" });
      }
    },
  );

  it("fault D4: keeps the reason that is given in the audit row, and refuses one that no row can keep", async () => {
    await add();
    await call("POST", "/mine/pause", { reason: "the shop moves" });
    expect(await lastAudit()).toMatchObject({ action: "schedule.pause", note: "the shop moves" });
    expect((await call("POST", "/mine/pause", { reason: "a\u0000b" })).status).toBe(422);
  });

  it("wants an end that lies ahead", async () => {
    await add();
    expect((await call("POST", "/mine/pause", { reason: "x", until: "2026-01-01T00:00:00Z" })).status).toBe(422);
  });
});

describe("running now", () => {
  it("begins a run with the schedule's parameters, and answers where to read it", async () => {
    await add({ params: { size: 9 } });
    const { status, body, location } = await call("POST", "/mine/run");
    expect({ status, location }).toEqual({ status: 202, location: `/api/admin/runs/${body.runId}` });
    await Promise.all(app.background);
    const run = await app.db.cronJobLog.findUniqueOrThrow({ where: { id: body.runId } });
    expect(run).toMatchObject({ status: "completed", trigger: "dashboard", params: { size: 9 } });
    expect(await lastAudit()).toMatchObject({ action: "run.start", after: { scheduleId: "mine" } });
  });

  it("says that the schedule is paused or disabled, and then wants force", async () => {
    await add();
    await call("POST", "/mine/pause", { reason: "moving" });
    const refused = (await call("POST", "/mine/run")).body;
    expect(refused).toMatchObject({ success: false, skipped: true, reason: "paused" });
    expect(refused.message).toContain("paused by admin@example.com until somebody resumes it: moving");
    expect((await call("POST", "/mine/run", { force: true })).status).toBe(202);
    await Promise.all(app.background);
  });
});

describe("skipping a slot", () => {
  it("takes one slot that lies ahead out, once, and puts it back", async () => {
    await add();
    const slot = (await stored()).nextSlot?.toISOString() ?? "";
    const skipped = (await call("POST", "/mine/skip", { slot, reason: "holiday" })).body.schedule;
    expect(skipped.skips).toEqual([{ slot, reason: "holiday", by: emailOf("admin") }]);
    const before = await audits();
    expect((await call("POST", "/mine/skip", { slot })).status).toBe(200);
    expect(await audits()).toBe(before);
    expect((await call("POST", "/mine/skip", { slot, undo: true })).body.schedule.skips).toEqual([]);
    expect(await lastAudit()).toMatchObject({ action: "schedule.unskip", before: { skipped: true } });
  });

  it("refuses what is no slot of it ahead, and names the nearest", async () => {
    await add();
    const next = (await stored()).nextSlot ?? new Date(0);
    const beside = new Date(next.getTime() + 60_000).toISOString();
    const { status, body } = await call("POST", "/mine/skip", { slot: beside });
    const after = new Date(next.getTime() + 3_600_000).toISOString();
    expect({ status, nearest: body.details.nearest }).toEqual({ status: 422, nearest: [next.toISOString(), after] });
    const past = new Date(next.getTime() - 3_600_000).toISOString();
    expect((await call("POST", "/mine/skip", { slot: past })).body.details.nearest).toEqual([next.toISOString()]);
  });
});

describe("a slot that a platform delivers", () => {
  const deliver = async () => {
    const headers = { "user-agent": "vercel-cron/1.0" };
    return (await app.cron("/api/cron/delivered", { headers })).json();
  };
  const change = (data: object) => app.db.cronSchedule.update({ where: { id: "job:delivered" }, data });

  it("does not run while its schedule is paused or disabled, nor when somebody took it out", async () => {
    await app.cron("/api/cron/tick");
    await app.db.cronJobLog.deleteMany();
    await change({ pausedAt: new Date(0) });
    expect(await deliver()).toMatchObject({ success: false, skipped: true, reason: "paused" });
    await change({ pausedAt: null, enabled: false });
    expect(await deliver()).toMatchObject({ skipped: true, reason: "disabled" });
    await change({ enabled: true });
    const minute = Math.floor(Date.now() / 60_000) * 60_000;
    const data = [0, 60_000].map((ms) => ({ scheduleId: "job:delivered", slot: new Date(minute + ms), actor: "ann" }));
    await app.db.cronScheduleSkip.createMany({ data });
    expect(await deliver()).toMatchObject({ skipped: true, reason: "skipped_by_person" });
    expect(await app.db.cronJobLog.count()).toBe(0);
    await app.db.cronScheduleSkip.deleteMany();
    // A slot that lay in a pause stays paused, though the pause is over: this minute's, or the next one's just before it.
    await app.db.$executeRaw`
      update cron_schedules set earlier_pauses =
        tstzmultirange(tstzrange(now() - interval '1 hour', now() + interval '1 minute'))`;
    expect(await deliver()).toMatchObject({ skipped: true, reason: "paused" });
    await app.db.$executeRaw`update cron_schedules set earlier_pauses = null`;
    expect(await deliver()).toMatchObject({ success: true });
  });
});

describe("fault A16: what is shown is what happens", () => {
  it("a slot at the very end of a pause is the next run, and a pause of the job or a slot taken out counts", async () => {
    await add();
    const first = new Date((await stored()).nextSlot ?? 0);
    const hoursOn = (hours: number) => new Date(first.getTime() + hours * 3_600_000).toISOString();
    const nextRun = async () => (await call("GET", "/mine")).body.schedule.nextRunTime;
    await call("POST", "/mine/pause", { reason: "x", until: hoursOn(2) });
    expect(await nextRun()).toBe(hoursOn(2));
    await call("POST", "/mine/resume");
    const pauseJob = { method: "POST", ...asJson({ reason: "x", until: hoursOn(3) }) };
    await app.as("admin", "/api/admin/cron-jobs/scripted/pause", pauseJob);
    expect(await nextRun()).toBe(hoursOn(3));
    await app.as("admin", "/api/admin/cron-jobs/scripted/resume", { method: "POST", ...asJson({}) });
    await call("POST", "/mine/skip", { slot: hoursOn(0), reason: "holiday" });
    expect(await nextRun()).toBe(hoursOn(1));
  });

  it("an interval lies on whole seconds, and its slot can be skipped as it is shown", async () => {
    await add({ trigger: { kind: "interval", minutes: 10 } });
    const slot = (await stored()).nextSlot?.toISOString() ?? "";
    expect(slot).toMatch(/\.000Z$/);
    expect((await call("POST", "/mine/skip", { slot: slot.replace(".000Z", "Z"), reason: "x" })).status).toBe(200);
  });

  it("so can one of an older grid that has milliseconds", async () => {
    await add({ trigger: { kind: "interval", minutes: 10 } });
    const at = new Date(new Date((await stored()).nextSlot ?? 0).getTime() + 345);
    const anchorAt = new Date(at.getTime() - 600_000);
    await app.db.cronSchedule.update({ where: { id: "mine" }, data: { anchorAt, nextSlot: at, nextRunAt: at } });
    const shown = `${at.toISOString().slice(0, 19)}Z`;
    expect((await call("POST", "/mine/skip", { slot: shown, reason: "x" })).status).toBe(200);
    expect(await app.db.cronScheduleSkip.findMany({ select: { slot: true } })).toEqual([{ slot: at }]);
  });
});
