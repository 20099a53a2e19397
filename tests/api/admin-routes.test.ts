import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AdminApp, startAdminApp } from "../support/admin-app.ts";
import { asJson, emailOf } from "../support/api-app.ts";

let app: AdminApp;
beforeAll(async () => {
  app = await startAdminApp();
});
afterAll(() => app.close());

describe("the list of jobs", () => {
  it("answers summary, jobs, categories and running jobs", async () => {
    const response = await app.admin("cron-jobs");
    const body = await response.json();
    expect(response.headers.get("cache-control")).toBe("no-cache, no-store, must-revalidate");
    expect(body).toMatchObject({
      success: true,
      summary: { totalJobs: 5, enabledJobs: 4, disabledJobs: 1, overallSuccessRate: null },
      categories: { tests: 5 },
      runningJobs: [],
    });
    expect(body.jobs[0]).toMatchObject({ name: "quick", stats: { totalRuns: 0 }, recentExecutions: [] });
  });

  it.each(["cron-jobs?days=0", "cron-jobs?days=many", "cron-jobs?dyas=3", "cron-logs?limit=201", "cron-logs?page=x"])(
    "refuses %s with 422",
    async (path) => {
      const response = await app.admin(path);
      expect([response.status, (await response.json()).code]).toEqual([422, "invalid_input"]);
    },
  );
});

describe("toggle", () => {
  it("switches a job by its alias, keeps who, when and why, and writes before and after", async () => {
    const response = await app.operator("cron-jobs/fast/toggle", { enabled: false, notes: "too loud" });
    expect(await response.json()).toMatchObject({ success: true, jobName: "quick", enabled: false });
    const person = await app.db.user.findUniqueOrThrow({ where: { email: emailOf("operator") } });
    expect(await app.db.cronJobConfig.findUniqueOrThrow({ where: { jobName: "quick" } })).toMatchObject({
      enabled: false,
      notes: "too loud",
      lastModifiedBy: person.id,
      lastModifiedActor: emailOf("operator"),
    });
    expect(await app.lastAudit()).toMatchObject({
      actor: emailOf("operator"),
      action: "job.toggle",
      target: "quick",
      before: { enabled: true, notes: null },
      after: { enabled: false, notes: "too loud" },
      address: "127.0.0.1",
      userAgent: "node",
    });
    expect(await (await app.cron("/api/cron/quick")).json()).toMatchObject({ skipped: true, reason: "disabled" });
    await app.operator("cron-jobs/quick/toggle", { enabled: true });
    expect((await app.cron("/api/cron/quick")).status).toBe(200);
  });

  it.each([
    ["an unknown job", "cron-jobs/nope/toggle", { enabled: true }, 404],
    ["no word on the switch", "cron-jobs/quick/toggle", {}, 422],
    ["a misspelt key", "cron-jobs/quick/toggle", { enabled: true, note: "x" }, 422],
  ])("refuses %s", async (_what, path, body, status) => {
    const before = await app.db.cronAuditLog.count();
    expect((await app.operator(path, body)).status).toBe(status);
    expect(await app.db.cronAuditLog.count()).toBe(before);
  });

  it("is refused without our Origin, so that no other page can click it", async () => {
    const origin = "https://evil.example.com";
    const response = await app.as("admin", "/api/admin/cron-jobs/quick/toggle", {
      ...asJson({ enabled: false }),
      headers: { origin },
    });
    expect([response.status, (await response.json()).code]).toEqual([403, "wrong_origin"]);
  });
});

describe("a job's state", () => {
  it("is read, set by version, refused when somebody was faster, and reset", async () => {
    const path = "cron-jobs/fast/state";
    expect(await (await app.admin(path)).json()).toMatchObject({
      jobName: "quick",
      version: 0,
      state: null,
      problem: null,
    });
    const set = await app.admin(path, { ...asJson({ version: 0, state: { cursor: 5 } }), method: "PUT" });
    expect(await set.json()).toMatchObject({ version: 1, state: { cursor: 5 } });
    const stale = await app.admin(path, { ...asJson({ version: 0, state: { cursor: 6 } }), method: "PUT" });
    expect([stale.status, await stale.json()]).toMatchObject([
      409,
      { code: "version_conflict", details: { version: 1 } },
    ]);
    const wrong = await app.admin(path, { ...asJson({ version: 1, state: { cursor: "x" } }), method: "PUT" });
    expect(wrong.status).toBe(422);
    expect(await (await app.admin(path, { method: "DELETE" })).json()).toMatchObject({ state: null });
    expect(await app.lastAudit()).toMatchObject({
      action: "state.reset",
      target: "quick",
      before: { cursor: 5 },
      after: null,
    });
  });
});

describe("errors", () => {
  it("that nobody foresaw tell nothing of their inside", async () => {
    const { runs } = app.runtime;
    const broken = { ...app.runtime, runs: { ...runs, cancel: () => Promise.reject(new Error("secret detail")) } };
    Object.assign(globalThis, { [Symbol.for("belfry.runtime")]: broken });
    const response = await app.operator("runs/0197a000-0000-7000-8000-00000000ffff/cancel");
    Object.assign(globalThis, { [Symbol.for("belfry.runtime")]: app.runtime });
    const text = await response.text();
    expect([response.status, JSON.parse(text).code]).toEqual([500, "internal_error"]);
    expect(text).not.toContain("secret detail");
  });
});
