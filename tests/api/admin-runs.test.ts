import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AdminApp, startAdminApp } from "../support/admin-app.ts";
import { asJson, emailOf } from "../support/api-app.ts";

let app: AdminApp;
beforeAll(async () => {
  app = await startAdminApp();
});
afterAll(() => app.close());

const stateOf = async (id: string) => (await app.db.cronJobLog.findUniqueOrThrow({ where: { id } })).status;

describe("run", () => {
  it("answers 202 at once, runs after the answer and is in the audit log", async () => {
    const response = await app.operator("cron-jobs/fast/run", { params: { size: 5 } });
    const body = await response.json();
    expect(response.status).toBe(202);
    expect(response.headers.get("location")).toBe(`/api/admin/runs/${body.runId}`);
    expect(body).toMatchObject({
      success: true,
      jobName: "quick",
      message: "Job quick has been queued for execution",
      note: expect.any(String),
    });
    await expect.poll(() => stateOf(body.runId)).toBe("completed");
    const row = await app.db.cronJobLog.findUniqueOrThrow({ where: { id: body.runId } });
    expect(row).toMatchObject({ trigger: "dashboard", actor: emailOf("operator"), params: { size: 5 } });
    expect(await app.lastAudit()).toMatchObject({ action: "run.start", target: "quick", after: { runId: body.runId } });
  });

  it("of a disabled job says so, keeps the refused click, and runs with force", async () => {
    const refused = await app.operator("cron-jobs/off/run");
    expect(await refused.json()).toMatchObject({ success: false, skipped: true, reason: "disabled" });
    expect(await app.lastAudit()).toMatchObject({
      action: "run.refused",
      target: "off",
      after: { reason: "disabled" },
    });
    const forced = await app.operator("cron-jobs/off/run", { force: true });
    expect(forced.status).toBe(202);
    expect(await app.lastAudit()).toMatchObject({ action: "run.start", after: { force: true } });
  });

  it("clicked twice with one key is one run", async () => {
    const init = { ...asJson({}), headers: { "idempotency-key": "click-1", "content-type": "application/json" } };
    const first = await (await app.as("operator", "/api/admin/cron-jobs/quick/run", init)).json();
    const second = await (await app.as("operator", "/api/admin/cron-jobs/quick/run", init)).json();
    expect(second).toMatchObject({ success: true, runId: first.runId, duplicate: true });
  });

  it("refuses parameters that the job's schema refuses", async () => {
    const response = await app.operator("cron-jobs/quick/run", { params: { sise: 1 } });
    expect([response.status, (await response.json()).code]).toEqual([422, "invalid_params"]);
  });
});

describe("run-cron-job", () => {
  it("waits and gives the run's answer in details", async () => {
    const response = await app.operator("run-cron-job", { jobName: "fast" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      success: true,
      message: expect.any(String),
      details: { jobName: "quick", execution: { status: "success", trigger: "dashboard" } },
    });
  });

  it("answers 500 with error and details when the run failed", async () => {
    const response = await app.operator("run-cron-job", { jobName: "failing" });
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({
      success: false,
      error: expect.stringContaining("no"),
      details: { execution: { status: "failed" } },
    });
  });

  it.each([{}, { jobName: "nope" }])("answers 400 to %j", async (body) => {
    expect((await app.operator("run-cron-job", body)).status).toBe(400);
  });
});

describe("one run", () => {
  it("shows attempts, result and log lines by cursor, and can be repeated with the same parameters", async () => {
    const { runId } = await (await app.operator("cron-jobs/quick/run", { params: { size: 9 } })).json();
    await expect.poll(() => stateOf(runId)).toBe("completed");
    expect(await (await app.admin(`runs/${runId}`)).json()).toMatchObject({ run: { id: runId, status: "success" } });
    await app.db.cronJobLogLine.createMany({
      data: [1, 2, 3].map((n) => ({ runId, at: new Date(), level: "info", attempt: 1, message: `line ${n}` })),
    });
    const first = await (await app.admin(`runs/${runId}/log?limit=2`)).json();
    const rest = await (await app.admin(`runs/${runId}/log?cursor=${first.nextCursor}`)).json();
    expect([first, rest].map(({ lines }) => lines.map((line: { message: string }) => line.message))).toEqual([
      ["line 1", "line 2"],
      ["line 3"],
    ]);
    const again = await (await app.operator(`runs/${runId}/retry`)).json();
    await expect.poll(() => stateOf(again.runId)).toBe("completed");
    expect(await app.db.cronJobLog.findUniqueOrThrow({ where: { id: again.runId } })).toMatchObject({
      parentId: runId,
      trigger: "retry",
      params: { size: 9 },
    });
    expect((await app.operator(`runs/${runId}/cancel`)).status).toBe(409);
    expect((await app.operator(`runs/${runId}/force-end`, { reason: "x" })).status).toBe(409);
  });

  it("can be cancelled while it runs, and not repeated before it is over", async () => {
    const { runId } = await (await app.operator("cron-jobs/held/run")).json();
    expect((await app.operator(`runs/${runId}/retry`)).status).toBe(409);
    const response = await app.operator(`runs/${runId}/cancel`);
    expect(await response.json()).toMatchObject({ success: true, outcome: "requested" });
    expect(await app.lastAudit()).toMatchObject({ action: "run.cancel", target: runId });
    await expect.poll(() => stateOf(runId), { timeout: 10_000 }).toBe("cancelled");
  });

  it("can be ended by force, with a reason, when its handler never stops", async () => {
    const { runId } = await (await app.operator("cron-jobs/stuck/run")).json();
    expect((await app.operator(`runs/${runId}/force-end`)).status).toBe(422);
    expect((await app.operator(`runs/${runId}/force-end`, { reason: "hangs since Monday" })).status).toBe(200);
    expect(await stateOf(runId)).toBe("failed");
    expect(await app.lastAudit()).toMatchObject({ action: "run.force-end", target: runId, note: "hangs since Monday" });
  });

  it.each(["runs/nope", "runs/0197a000-0000-7000-8000-00000000ffff", "runs/nope/log"])(
    "answers 404 to %s",
    async (path) => {
      const response = await app.admin(path);
      expect([response.status, (await response.json()).code]).toEqual([404, "unknown_run"]);
    },
  );
});

describe("lists", () => {
  it("cron-logs pages and filters, and takes aliases and synonyms", async () => {
    const body = await (await app.admin("cron-logs?job_name=fast&limit=1")).json();
    expect(body).toMatchObject({ success: true, logs: [{ jobName: "quick" }], pagination: { page: 1, limit: 1 } });
    const failed = await (await app.admin("cron-logs?status=error")).json();
    expect(new Set(failed.logs.map((log: { status: string }) => log.status))).toEqual(new Set(["failed"]));
  });

  it("cron-logs exports CSV that no spreadsheet runs, and NDJSON", async () => {
    const { id } = await app.db.cronJobLog.findFirstOrThrow({ where: { jobName: "failing" } });
    await app.db.cronJobLog.update({ where: { id }, data: { errorMessage: '=HYPERLINK("http://evil","x")' } });
    const csv = await app.admin("cron-logs?format=csv&job_name=failing");
    const lines = (await csv.text()).trimEnd().split("\r\n");
    expect(csv.headers.get("content-type")).toMatch(/^text\/csv/);
    expect(csv.headers.get("content-disposition")).toBe('attachment; filename="cron-logs.csv"');
    expect(lines[0]).toBe(
      "id,job_name,status,state,reason,trigger,actor,schedule_id,scheduled_for,started_at,completed_at,duration_ms,attempts,processed,failed,details,metrics",
    );
    expect(lines[1]).toContain(`"'=HYPERLINK(""http://evil"",""x"")"`);
    const rows = await app.db.cronJobLog.count();
    const ndjson = await (await app.admin("cron-logs?format=ndjson")).text();
    expect(
      ndjson
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ).toHaveLength(rows);
    expect((await app.admin("cron-logs?format=xls")).status).toBe(422);
  });

  it("history and job-stats count the same runs", async () => {
    const history = await (await app.admin("cron-jobs/fast/history?days=1&limit=2")).json();
    const stats = await (await app.admin("job-stats/fast")).json();
    expect(history.history).toHaveLength(2);
    expect(stats.quick.total_executions).toBe(history.stats.totalRuns);
    expect(stats.quick.last_execution).toEqual(expect.any(String));
    expect((await app.admin("cron-jobs/nope/history")).status).toBe(404);
    expect((await app.admin("job-stats/nope")).status).toBe(404);
    const all = await (await app.admin("job-stats")).json();
    expect(Object.keys(all)).toEqual(["quick", "failing", "held", "off", "stuck"]);
  });

  it("the audit log pages by cursor, newest first, and takes no change", async () => {
    const first = await (await app.admin("audit-log?limit=2")).json();
    const second = await (await app.admin(`audit-log?limit=2&cursor=${first.nextCursor}`)).json();
    const ids = [...first.entries, ...second.entries].map((entry: { id: string }) => entry.id);
    expect(new Set(ids).size).toBe(4);
    expect(ids).toEqual(ids.toSorted().reverse());
    await expect(app.db.cronAuditLog.deleteMany()).rejects.toThrow(/append-only/i);
  });
});
