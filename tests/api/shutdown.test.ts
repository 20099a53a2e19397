import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const held = scriptedJob([step.hang()], { name: "held" });

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([held.job]);
});
afterAll(() => app.close());

it("hands a caller's run back: 503 with its id and when to call again; later calls are refused alike", async () => {
  const waiting = app.cron("/api/cron/held");
  await expect.poll(() => held.calls.length).toBe(1);
  await app.runtime.engine.drain(5_000);
  const response = await waiting;
  const body = await response.json();
  expect(response.status).toBe(503);
  expect(response.headers.get("retry-after")).toBe("5");
  expect(body).toMatchObject({ success: false, code: "shutting_down", execution: { status: "retrying" } });
  const row = await app.db.cronJobLog.findUniqueOrThrow({ where: { id: body.execution.id } });
  expect(row).toMatchObject({ status: "retrying", attempts: 0, interruptions: 1 });

  const refused = await app.cron("/api/cron/held");
  expect([refused.status, refused.headers.get("retry-after"), (await refused.json()).code]).toEqual([
    503,
    "5",
    "shutting_down",
  ]);
});
