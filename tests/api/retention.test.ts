import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiApp, asJson, emailOf, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

const RETENTION = "/api/admin/retention";

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
});
afterAll(() => app.close());

const put = (body: object) => app.as("admin", RETENTION, { ...asJson(body), method: "PUT" });
const read = async () => (await app.as("admin", RETENTION)).json();

it("is 90 days for runs and 30 for log lines and calls until somebody changes it, which the audit log keeps", async () => {
  const byDefault = { runDays: 90, logLineDays: 30, callDays: 30 };
  const chosen = { runDays: 14, logLineDays: 14, callDays: 60 };
  expect(await read()).toEqual({ success: true, ...byDefault, lastApplied: null });
  expect((await put(chosen)).status).toBe(200);
  expect((await put(chosen)).status).toBe(200);
  expect(await read()).toEqual({ success: true, ...chosen, lastApplied: null });
  expect(await app.db.cronAuditLog.findMany({ orderBy: { id: "asc" } })).toMatchObject([
    { actor: emailOf("admin"), action: "retention.change", before: byDefault, after: chosen },
    { before: chosen, after: chosen },
  ]);
});

it.each([
  [{ runDays: 30, logLineDays: 30 }],
  [{ runDays: 10, logLineDays: 11, callDays: 30 }],
  [{ runDays: 0, logLineDays: 0, callDays: 0 }],
  [{ runDays: 90.5, logLineDays: 30, callDays: 30 }],
  [{ runDays: 90, logLineDays: 30, callDays: 30, auditDays: 30 }],
])("%j is refused", async (body) => {
  const before = await read();
  expect((await put(body)).status).toBe(422);
  expect(await read()).toEqual(before);
});
