import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NonRetryableError } from "../../lib/cron/words/errors.ts";
import { type ApiApp, asJson, CRON_SECRET, PREVIOUS_SECRET, startApiApp } from "../support/api-app.ts";
import { createTestDatabase } from "../support/database.ts";
import { DatabaseProxy } from "../support/database-proxy.ts";
import type { TestDatabase } from "../support/database-server.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const WRONG = { authorization: "Bearer a-guess-that-is-wrong" };
const DAILY = { kind: "cron", expression: "0 2 * * *", timezone: "UTC" } as const;
const quick = scriptedJob([step.ok()], { name: "quick", aliases: ["fast"], schedule: DAILY });
const failing = scriptedJob([step.throws(new NonRetryableError("no"))], { name: "failing" });

let app: ApiApp;

/** The rows so far, oldest first. */
async function rows() {
  await app.runtime.calls.flush();
  return await app.db.cronCall.findMany({ orderBy: { id: "asc" } });
}

async function lastRow() {
  return (await rows()).at(-1);
}

const totals = (found: Awaited<ReturnType<typeof rows>>) => {
  const counts: Record<number, number> = {};
  for (const { status, sampled } of found) counts[status] = (counts[status] ?? 0) + 1 + sampled;
  return counts;
};

describe("a call of a cron route", () => {
  beforeAll(async () => {
    app = await startApiApp([quick.job, failing.job]);
  });
  afterAll(() => app.close());

  it.each<[number, string | null, string, RequestInit]>([
    [200, null, "/api/cron/quick", {}],
    [200, null, "/api/cron/jobs", {}],
    [401, "unauthorized", "/api/cron/quick", { headers: WRONG }],
    [404, "unknown_job", "/api/cron/nope", {}],
    [404, "unknown_run", "/api/cron/runs/0197a000-0000-7000-8000-00000000ffff", {}],
    [405, "method_not_allowed", "/api/cron/quick", { method: "HEAD" }],
    [422, "invalid_params", "/api/cron/quick?size=big", {}],
    [400, "bad_json", "/api/cron/execute/quick", { method: "POST", body: "{" }],
    [500, "failed", "/api/cron/failing", { method: "POST" }],
  ])("answered %i (%s) leaves a row: %s", async (status, reason, path, init) => {
    const response = await app.cron(path, init);
    expect(response.status).toBe(status);
    expect(await lastRow()).toMatchObject({
      method: init.method ?? "GET",
      path: path.replace(/\?.*/, ""),
      status,
      reason,
      address: "127.0.0.1",
      agent: "node",
      sampled: 0,
    });
  });

  it("of the platform names the schedule, the job and the run", async () => {
    const headers = { "user-agent": "vercel-cron/1.0", "x-vercel-cron-schedule": "0 2 * * *" };
    const { execution } = await (await app.cron("/api/cron/fast", { headers })).json();
    const row = await lastRow();
    expect(row).toMatchObject({
      agent: "vercel-cron/1.0",
      schedule: "0 2 * * *",
      jobName: "quick",
      runId: execution.id,
      reason: null,
    });
    const again = await app.cron("/api/cron/quick", { headers });
    expect(again.status).toBe(200);
    expect(await lastRow()).toMatchObject({ runId: execution.id, reason: "duplicate_slot" });
  });

  it("never leaves a secret, a query or a body behind", async () => {
    const secrets = [CRON_SECRET, PREVIOUS_SECRET, "a-guess-that-is-wrong"];
    await fetch(`${app.url}/api/cron/quick?secret=${CRON_SECRET}&size=12345`, { headers: WRONG });
    await app.cron("/api/cron/quick", asJson({ size: 12345 }));
    await fetch(`${app.url}/api/cron/quick`, { headers: { authorization: `Bearer ${PREVIOUS_SECRET}` } });
    const text = JSON.stringify(await rows(), (_, value) => (typeof value === "bigint" ? String(value) : value));
    for (const hidden of [...secrets, "12345", "Bearer"]) expect(text).not.toContain(hidden);
  });

  it("of an endless path or agent is kept in part", async () => {
    await app.cron(`/api/cron/${"x".repeat(2_000)}`, { headers: { "user-agent": "y".repeat(2_000) } });
    expect(await lastRow()).toMatchObject({ status: 404, agent: "y".repeat(200) });
  });

  it("can be read by whoever may look, newest first and page by page", async () => {
    const ask = async (query: string) => {
      const response = await app.as("viewer", `/api/admin/cron-calls?${query}`);
      return { status: response.status, body: await response.json() };
    };
    const first = (await ask("limit=2&path=/api/cron/quick")).body;
    const second = (await ask(`limit=2&path=/api/cron/quick&cursor=${first.nextCursor}`)).body;
    const kept = (await rows()).filter(({ path }) => path === "/api/cron/quick").reverse();
    expect([...first.calls, ...second.calls].map(({ id }: { id: string }) => id)).toEqual(
      kept.slice(0, 4).map(({ id }) => String(id)),
    );
    const refused = (await ask("status=401")).body.calls;
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.every(({ status }: { status: number }) => status === 401)).toBe(true);
    for (const query of ["limit=201", "status=big", "cursor=x", "from=tomorrow", "colour=red"]) {
      expect([query, (await ask(query)).status]).toEqual([query, 422]);
    }
  });

  it("that comes while the process shuts down leaves a row, too", async () => {
    await app.runtime.engine.drain(1_000);
    expect((await app.cron("/api/cron/quick")).status).toBe(503);
    expect(await lastRow()).toMatchObject({ status: 503, reason: "shutting_down" });
  });
});

describe("2,000 calls with a wrong secret", () => {
  beforeAll(async () => {
    app = await startApiApp([quick.job]);
  });
  afterAll(() => app.close());

  it("leave few rows whose counts add up", async () => {
    const answers: Record<number, number> = {};
    const startedMs = performance.now();
    for (let round = 0; round < 100; round += 1) {
      const calls = Array.from({ length: 20 }, () => fetch(`${app.url}/api/cron/quick`, { headers: WRONG }));
      for (const { status } of await Promise.all(calls)) answers[status] = (answers[status] ?? 0) + 1;
    }
    expect((await app.cron("/api/cron/quick")).status).toBe(200);
    const seconds = Math.ceil((performance.now() - startedMs) / 1_000);
    await app.runtime.calls.close();
    const found = await rows();
    expect(totals(found)).toEqual({ ...answers, 200: 1 });
    expect(found.length).toBeLessThanOrEqual(20 + seconds + 2 * (1 + seconds / 10) + 1);
  });
});

describe("where a platform freezes the process", () => {
  beforeAll(async () => {
    app = await startApiApp([quick.job], { variables: { VERCEL: "1", VERCEL_GIT_COMMIT_SHA: "abc123" } });
  });
  afterAll(() => app.close());

  it("the row is written before that, and says which release answered", async () => {
    await app.cron("/api/cron/jobs");
    await Promise.all(app.background);
    expect(await app.db.cronCall.findMany()).toMatchObject([{ path: "/api/cron/jobs", release: "abc123" }]);
  });
});

describe("while the database is away", () => {
  let database: TestDatabase;
  let proxy: DatabaseProxy;
  beforeAll(async () => {
    database = await createTestDatabase();
    proxy = await DatabaseProxy.open(database.url);
    app = await startApiApp([quick.job], { databaseUrl: proxy.url });
  });
  afterAll(async () => {
    await app.close();
    await proxy.close();
    await database.drop();
  });

  it("calls are answered as ever, and their rows come when it is back", async () => {
    expect((await app.cron("/api/cron/quick")).status).toBe(200);
    await app.runtime.calls.flush();
    proxy.goAway();
    expect((await app.cron("/api/cron/jobs")).status).toBe(503);
    expect((await app.cron("/api/cron/nope")).status).toBe(404);
    await app.runtime.calls.flush();
    await app.runtime.calls.flush();
    proxy.comeBack();
    expect((await rows()).map(({ status }) => status)).toEqual([200, 503, 404]);
  });
});
