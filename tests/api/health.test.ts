import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiApp, startApiApp } from "../support/api-app.ts";

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([], { variables: { CRON_SECRET: "" } });
});
afterAll(() => app.close());

it("tells anybody that the process lives, and only ok or not ok about its readiness", async () => {
  const alive = await fetch(`${app.url}/api/health`);
  expect([alive.status, await alive.json()]).toMatchObject([200, { status: "ok" }]);
  const ready = await fetch(`${app.url}/api/health?ready=1`);
  expect([ready.status, Object.keys(await ready.json())]).toEqual([200, ["status", "timestamp"]]);
});

it("tells a signed-in person the state of each component, and no secret", async () => {
  const body = await (await app.as("viewer", "/api/health?ready=1")).json();
  expect(body.components).toMatchObject({
    database: { ok: true, detail: "answers" },
    engine: { ok: true },
    cronSecret: { ok: true, detail: "missing" },
  });
});

it("closes the cron routes with what to set while there is no secret", async () => {
  const response = await app.cron("/api/cron/jobs");
  expect(response.status).toBe(503);
  expect((await response.json()).error).toContain("CRON_SECRET is not set");
});

it("is not ready while it shuts down, and takes no runs then", async () => {
  await app.runtime.engine.drain(0);
  expect((await fetch(`${app.url}/api/health?ready=1`)).status).toBe(503);
  expect((await fetch(`${app.url}/api/health`)).status).toBe(200);
});
