import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { deleteOld } from "../../lib/commands/retention.ts";
import { cron } from "../../lib/cron/time/expressions.ts";
import { insertRuns } from "../dashboard/run-rows.ts";
import { type ApiApp, asJson, emailOf, signIn, startApiApp } from "../support/api-app.ts";
import { refuseAuditRows } from "../support/audit-log-away.ts";
import { type ok, scriptedJob, step } from "../support/scripted-job.ts";

const end = Promise.withResolvers<typeof ok>();
const stuck = scriptedJob([step.ignoreAbort(end.promise)], { name: "stuck" });
const quick = { ...scriptedJob([step.ok()], { name: "quick" }).job, schedule: cron("0 * * * *"), backfill: true };

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([stuck.job, quick]);
});
afterAll(async () => {
  end.resolve({ processed: 1, failed: 0, skipped: 0, errors: [], message: "done" });
  await app.close();
});

const operator = (path: string, body: unknown = {}) => app.as("operator", `/api/admin/${path}`, asJson(body));
const admin = (path: string, init?: RequestInit) => app.as("admin", `/api/admin/${path}`, init);
const lastAudits = async () => {
  const rows = await app.db.cronAuditLog.findMany({ orderBy: { id: "desc" }, take: 2 });
  return rows.map(({ action, target, after }) => ({ action, target, after }));
};

describe("fault A17: while the audit log cannot be written, nothing is done", () => {
  let runId = "";
  let writeAgain: () => Promise<unknown>;
  beforeEach(async () => {
    runId = (await (await operator("cron-jobs/stuck/run", { force: true })).json()).runId ?? runId;
    writeAgain = await refuseAuditRows(app.db);
  });
  afterEach(async () => {
    await writeAgain();
  });
  const holder = () => app.db.cronJobLog.findFirst({ where: { jobName: "stuck", status: "started" } });

  it("a run is not ended by force", async () => {
    const run = await holder();
    expect((await operator(`runs/${run?.id}/force-end`, { reason: "hangs" })).status).toBe(500);
    expect((await holder())?.id).toBe(run?.id);
  });

  it("a run is not asked to stop", async () => {
    const run = await holder();
    expect((await operator(`runs/${run?.id}/cancel`)).status).toBe(500);
    expect((await holder())?.abortReason).toBeNull();
  });

  it("a state is not set", async () => {
    const put = { ...asJson({ version: 0, state: { cursor: 5 } }), method: "PUT" };
    expect((await admin("cron-jobs/quick/state", put)).status).toBe(500);
    expect(await app.db.cronJobState.count()).toBe(0);
  });

  it("no run begins, whether its end is waited for or not", async () => {
    expect((await operator("cron-jobs/quick/run")).status).toBe(500);
    expect((await operator("run-cron-job", { jobName: "quick" })).status).toBe(500);
    expect(await app.db.cronJobLog.count({ where: { jobName: "quick" } })).toBe(0);
  });

  it("no backfill is made", async () => {
    const range = { from: "2026-11-20T00:00Z", to: "2026-11-20T02:00Z" };
    expect((await operator("cron-jobs/quick/backfill", range)).status).toBe(500);
    expect(await app.db.cronBackfill.count()).toBe(0);
    expect(await app.db.cronJobLog.count({ where: { jobName: "quick" } })).toBe(0);
  });
});

describe("fault A17: while the audit log cannot be written, neither is done what no transaction can hold", () => {
  let writeAgain: () => Promise<unknown>;
  beforeEach(async () => {
    writeAgain = await refuseAuditRows(app.db);
  });
  afterEach(() => writeAgain());

  it("no history is deleted", async () => {
    const [old = ""] = await insertRuns(app.db, [{ status: "completed", startedAt: "2020-01-01T00:00:00Z" }]);
    const actor = { kind: "cli", user: "ada" } as const;
    const acting = { runtime: app.runtime, actor, headers: new Headers(), background: () => undefined };
    await expect(deleteOld(acting)).rejects.toThrow("the audit log cannot be written");
    expect(await app.db.cronJobLog.count({ where: { id: old } })).toBe(1);
  });

  it("a password stays as it is", async () => {
    const body = { password: { current: "correct horse battery", next: "an even better password" } };
    expect((await admin("profile", { ...asJson(body), method: "PATCH" })).status).toBe(500);
    expect((await signIn(app.url, emailOf("admin"))).status).toBe(200);
  });

  it("no task is cancelled", async () => {
    const [runId = ""] = await insertRuns(app.db, [{ status: "completed", startedAt: "2020-01-01T00:00:00Z" }]);
    await app.db
      .$executeRaw`insert into cron_run_tasks (id, run_id, job_name, task, item_id, key, item, status, max_attempts, next_attempt_at)
      values (gen_random_uuid(), ${runId}::uuid, 'quick', 'visit', 'one', 'quick/visit:one', '{}', 'queued', 1, now() + interval '1 hour')`;
    expect((await operator(`runs/${runId}/cancel`)).status).toBe(500);
    expect((await app.db.cronRunTask.findFirstOrThrow({ where: { runId } })).status).toBe("queued");
  });
});

describe("fault A17: what is done is written down with it", () => {
  it("a run's click names the id that the run then has", async () => {
    const { runId } = await (await operator("cron-jobs/quick/run")).json();
    expect((await lastAudits())[0]).toMatchObject({ action: "run.start", target: "quick", after: { runId } });
    expect(await app.db.cronJobLog.count({ where: { id: runId } })).toBe(1);
  });

  it("a click that is refused has its refusal beside it", async () => {
    await operator("cron-jobs/stuck/run");
    await operator("cron-jobs/stuck/run");
    expect(await lastAudits()).toMatchObject([
      { action: "run.refused", target: "stuck", after: { reason: "already_running" } },
      { action: "run.start", target: "stuck" },
    ]);
  });

  it("what could never begin leaves nothing", async () => {
    const before = await app.db.cronAuditLog.count();
    expect((await operator("cron-jobs/quick/run", { params: { size: "many" } })).status).toBe(422);
    expect(await app.db.cronAuditLog.count()).toBe(before);
  });

  it("a backfill and its end each have a row", async () => {
    const range = { from: "2026-11-20T00:00Z", to: "2026-11-20T02:00Z" };
    const { batch } = await (await operator("cron-jobs/quick/backfill", range)).json();
    expect((await lastAudits())[0]).toMatchObject({ action: "backfill.start", after: { batch: batch.id, runs: 3 } });
    expect((await admin(`cron-jobs/quick/backfill?batch=${batch.id}`, { method: "DELETE" })).status).toBe(200);
    expect((await lastAudits())[0]).toMatchObject({ action: "backfill.cancel", target: "quick" });
  });
});
