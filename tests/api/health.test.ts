import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { until } from "../support/until.ts";

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

it("fault C8: is not ready while the database's disk is full, and says so to whoever may look inside", async () => {
  const refuse = [
    "create function test_disk_full() returns trigger language plpgsql as $$ begin raise exception 'No space left on device' using errcode = 'disk_full'; end $$",
    "create trigger test_disk_full before insert on readiness_proof for each row execute function test_disk_full()",
  ];
  for (const statement of refuse) await app.db.$executeRawUnsafe(statement);
  try {
    // What was proved a moment ago holds for 5 s.
    const components = await until("a readiness check that writes", async () => {
      const body = await (await app.as("viewer", "/api/health?ready=1")).json();
      return body.components.database.ok ? null : body.components;
    });
    expect(components.database).toEqual({ ok: false, detail: "its disk is full" });
  } finally {
    await app.db.$executeRawUnsafe("drop trigger test_disk_full on readiness_proof");
  }
  expect((await fetch(`${app.url}/api/health?ready=1`)).status).toBe(200);
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
