import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CRON_SECRET, PREVIOUS_SECRET } from "../support/api-app.ts";
import { BY_PLATFORM, type CronApp, NO_STORE, startCronApp } from "../support/cron-app.ts";

let app: CronApp;
beforeAll(async () => {
  app = await startCronApp();
});
afterAll(() => app.close());

describe("the door", () => {
  it.each([
    ["no secret", {}],
    ["Bearer undefined", { authorization: "Bearer undefined" }],
    ["a prefix", { authorization: `Bearer ${CRON_SECRET.slice(0, -1)}` }],
    ["a suffix", { authorization: `Bearer ${CRON_SECRET}x` }],
    ["another scheme", { authorization: `Basic ${CRON_SECRET}` }],
    ["two spaces", { authorization: `Bearer  ${CRON_SECRET}` }],
    ["the secret as another header", { "x-cron-secret": CRON_SECRET }],
    ["the platform's user agent alone", BY_PLATFORM],
  ])("stays shut for %s, and nothing runs", async (_what, headers) => {
    const before = app.handlerCalls();
    for (const [path, method] of routes()) {
      const response = await fetch(app.url + path, { method, headers });
      expect([path, response.status]).toEqual([path, 401]);
      expect(response.headers.get("www-authenticate")).toBe("Bearer");
      expect(response.headers.get("cache-control")).toBe(NO_STORE);
    }
    expect(app.handlerCalls()).toBe(before);
    expect(await app.db.cronJobLog.count()).toBe(0);
  });

  it("stays shut for the secret in the query string", async () => {
    const response = await fetch(
      `${app.url}/api/cron/quick?secret=${CRON_SECRET}&authorization=Bearer%20${CRON_SECRET}`,
    );
    expect(response.status).toBe(401);
  });

  it("stays shut for an admin's cookie", async () => {
    expect((await app.as("admin", "/api/cron/jobs")).status).toBe(401);
  });

  it("opens to the previous secret while it is being rotated", async () => {
    const headers = { authorization: `Bearer ${PREVIOUS_SECRET}` };
    expect((await fetch(`${app.url}/api/cron/jobs`, { headers })).status).toBe(200);
  });

  it("answers 405 to HEAD, right secret or not, and runs nothing", async () => {
    const before = app.handlerCalls();
    for (const [path] of routes()) {
      const response = await app.cron(path, { method: "HEAD" });
      expect([path, response.status]).toEqual([path, 405]);
      expect(response.headers.get("allow")).toContain("GET");
    }
    expect(app.handlerCalls()).toBe(before);
  });

  it("never redirects, with a slash at the end neither", async () => {
    expect((await app.cron("/api/cron/jobs/")).status).toBeLessThan(500);
    expect((await app.cron("/api/cron/quick?wait=")).status).toBe(200);
  });
});

describe("execute", () => {
  it("answers GET with the configuration and runs nothing", async () => {
    const before = app.handlerCalls();
    expect(await (await app.cron("/api/cron/execute/fast")).json()).toMatchObject({
      name: "quick",
      schedule: "0 2 * * *",
      timezone: "UTC",
      enabled: true,
      timeout: 60,
      retries: 3,
      category: "tests",
    });
    expect(app.handlerCalls()).toBe(before);
  });

  it("runs for the platform, which can only GET", async () => {
    const body = await (await app.cron("/api/cron/execute/quick", { headers: BY_PLATFORM })).json();
    expect(body).toHaveProperty("execution");
  });
});

describe("jobs and tick", () => {
  it("lists every job with its category counts", async () => {
    const body = await (await app.cron("/api/cron/jobs")).json();
    expect(body).toMatchObject({ total: 5, categories: { tests: 5 } });
    expect(body.jobs.map((job: { name: string }) => job.name)).toEqual(["quick", "partly", "failing", "slow", "held"]);
  });

  it("takes up what waits and says so", async () => {
    const { execution } = await (await app.cron("/api/cron/quick")).json();
    const { id: _id, ...row } = await app.db.cronJobLog.findUniqueOrThrow({ where: { id: execution.id } });
    const waiting = await app.db.cronJobLog.create({
      data: {
        id: "0197a000-0000-7000-8000-000000000001",
        jobName: row.jobName,
        status: "queued",
        trigger: "http",
        lockKey: row.lockKey,
        maxAttempts: 1,
        attempts: 0,
        nextAttemptAt: new Date(0),
        params: {},
      },
    });
    const body = await (await app.cron("/api/cron/tick", { method: "POST" })).json();
    expect(body).toMatchObject({ success: true, rescued: 0, claimed: 1 });
    await expect.poll(() => app.stateOf(waiting.id)).toBe("completed");
  });
});

function routes(): [string, string][] {
  return [
    ["/api/cron/quick", "GET"],
    ["/api/cron/quick", "POST"],
    ["/api/cron/execute/quick", "GET"],
    ["/api/cron/execute/quick", "POST"],
    ["/api/cron/jobs", "GET"],
    ["/api/cron/tick", "GET"],
    ["/api/cron/tick", "POST"],
    ["/api/cron/runs/0197a000-0000-7000-8000-000000000000", "GET"],
  ];
}
