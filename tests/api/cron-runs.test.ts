import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { asJson } from "../support/api-app.ts";
import { BY_PLATFORM, type CronApp, NO_STORE, startCronApp } from "../support/cron-app.ts";

let app: CronApp;
beforeAll(async () => {
  app = await startCronApp();
});
afterAll(() => app.close());

describe("a run", () => {
  it("answers in the one shape and is a row", async () => {
    const response = await app.cron("/api/cron/quick");
    const body = await response.json();
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe(NO_STORE);
    expect(body).toMatchObject({
      success: true,
      jobName: "quick",
      message: "Did one",
      data: { totalProcessed: 1, processed: 1 },
      execution: { status: "success", attempts: 1, trigger: "http", scheduledFor: null },
    });
    expect(Object.keys(body).sort()).toEqual(["data", "execution", "jobName", "message", "success", "timestamp"]);
    expect(await app.db.cronJobLog.findUniqueOrThrow({ where: { id: body.execution.id } })).toMatchObject({
      status: "completed",
      actor: "node",
    });
  });

  it("can be called by an alias, and carries the canonical name", async () => {
    expect(await (await app.cron("/api/cron/fast", { method: "POST" })).json()).toMatchObject({ jobName: "quick" });
  });

  it("takes parameters from the query string and from a JSON body", async () => {
    const byQuery = await (await app.cron("/api/cron/quick?size=7")).json();
    const byBody = await (await app.cron("/api/cron/execute/quick", asJson({ size: 8 }))).json();
    const rows = await app.db.cronJobLog.findMany({
      where: { id: { in: [byQuery.execution.id, byBody.execution.id] } },
      orderBy: { id: "asc" },
    });
    expect(rows.map((row) => row.params)).toEqual([{ size: 7 }, { size: 8 }]);
  });

  it.each([
    ["a wrong type", "/api/cron/quick?size=big"],
    ["a misspelt key", "/api/cron/quick?sise=1"],
  ])("refuses %s with 422 and zod's issues", async (_what, path) => {
    const response = await app.cron(path);
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ success: false, code: "invalid_params", issues: [{}] });
  });

  it("refuses bad JSON with 400", async () => {
    const response = await app.cron("/api/cron/quick", { method: "POST", body: "{" });
    expect([response.status, (await response.json()).code]).toEqual([400, "bad_json"]);
  });

  it.each([
    "/api/cron/constructor",
    "/api/cron/__proto__",
    "/api/cron/nope",
    "/api/cron/quick/more",
    "/api/cron/execute/nope",
  ])("answers 404 to %s", async (path) => {
    const response = await app.cron(path);
    expect([response.status, (await response.json()).code]).toEqual([404, "unknown_job"]);
  });

  it("that did some answers 200 partial, naming what failed", async () => {
    const response = await app.cron("/api/cron/partly");
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      success: true,
      execution: { status: "partial" },
      data: { errors: [{ id: "a.jpg", error: "broken" }] },
    });
  });

  it("that failed answers 500 with the sentence and no stack", async () => {
    const response = await app.cron("/api/cron/failing");
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(text)).toMatchObject({
      success: false,
      error: expect.stringContaining("401 from Meta"),
      code: "failed",
      execution: { status: "failed", attempts: 1 },
    });
    expect(text).not.toMatch(/scripted-job\.ts|node_modules/);
  });

  it("that ran out of time answers 500 and says after how long", async () => {
    const response = await app.cron("/api/cron/slow");
    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ error: "Job timeout after 1 seconds", code: "timed_out" });
  });
});

describe("a run whose key is taken", () => {
  it("begins without waiting, refuses the next one naming the holder, and ends cancelled for whoever waits", async () => {
    const begun = await app.cron("/api/cron/held?wait=false");
    const { runId } = await begun.json();
    expect(begun.status).toBe(202);
    expect(begun.headers.get("location")).toBe(`/api/cron/runs/${runId}`);
    expect(await (await app.cron(begun.headers.get("location") ?? "")).json()).toMatchObject({
      run: { id: runId, state: "started" },
    });

    const refused = await app.cron("/api/cron/held");
    expect(refused.status).toBe(200);
    expect(await refused.json()).toMatchObject({
      success: false,
      skipped: true,
      reason: "already_running",
      message: "Another instance is already running",
      heldBy: { runId, since: expect.any(String) },
    });

    expect((await app.as("operator", `/api/admin/runs/${runId}/cancel`, { method: "POST" })).status).toBe(200);
    await expect.poll(() => app.stateOf(runId), { timeout: 10_000 }).toBe("cancelled");
  });

  it("answers at once to Prefer: respond-async, and asks the platform to stay awake until the run has ended", async () => {
    const before = app.background.length;
    const response = await app.cron("/api/cron/quick", { method: "POST", headers: { prefer: "respond-async" } });
    const { runId, success } = await response.json();
    expect([response.status, success]).toEqual([202, true]);
    const asked = app.background.slice(before);
    expect(await Promise.all(asked)).not.toEqual([]);
    expect(await app.stateOf(runId)).toBe("completed");
  });
});

describe("fault A12: a run that is ended from outside while its caller waits", () => {
  it.each<[string, (runId: string) => Promise<unknown>]>([
    ["by a person", (runId) => app.as("admin", `/api/admin/runs/${runId}/force-end`, asJson({ reason: "hangs" }))],
    [
      "by the card's SQL",
      (runId) =>
        app.db
          .$executeRaw`update cron_job_logs set status = 'failed', error_message = 'hangs' where id = ${runId}::uuid`,
    ],
  ])("%s: the caller is told that it failed and why, not that another process goes on", async (_who, end) => {
    const waiting = app.cron("/api/cron/held");
    const row = await expect
      .poll(() => app.db.cronJobLog.findFirst({ where: { jobName: "held", status: "started" } }))
      .not.toBeNull()
      .then(() => app.db.cronJobLog.findFirstOrThrow({ where: { jobName: "held", status: "started" } }));
    await end(row.id);
    const response = await waiting;
    expect(response.status).toBe(500);
    const body = await response.json();
    expect(body).toMatchObject({ success: false, execution: { id: row.id, status: "failed" } });
    expect(JSON.stringify(body)).toContain("hangs");
    expect(body).not.toHaveProperty("pending");
  });
});

describe("a slot", () => {
  it("delivered twice by the platform runs once; the second answer names the first run", async () => {
    const first = await (await app.cron("/api/cron/quick", { headers: BY_PLATFORM })).json();
    const second = await app.cron("/api/cron/quick", { headers: BY_PLATFORM });
    expect(first.execution).toMatchObject({ trigger: "platform", scheduledFor: expect.stringMatching(/T02:00:00/) });
    expect(second.status).toBe(200);
    expect(await second.json()).toMatchObject({
      success: false,
      skipped: true,
      reason: "duplicate_slot",
      firstRun: { runId: first.execution.id, status: "success" },
    });
    expect((await app.db.cronJobLog.findUniqueOrThrow({ where: { id: first.execution.id } })).deliveries).toBe(2);
  });

  it("of a caller's own Idempotency-Key runs once", async () => {
    const headers = { "idempotency-key": "order-66" };
    const first = await (await app.cron("/api/cron/quick", { method: "POST", headers })).json();
    const second = await app.cron("/api/cron/quick", { method: "POST", headers });
    expect(second.status).toBe(200);
    // fault A14: as the first one was answered, and marked
    const { timestamp, ...same } = first;
    expect(await second.json()).toEqual({ ...same, timestamp: expect.any(String), duplicate: true });
    expect(timestamp).toEqual(expect.any(String));
    expect((await app.cron("/api/cron/quick", { method: "POST", headers: { "idempotency-key": "a b" } })).status).toBe(
      400,
    );
  });
});
