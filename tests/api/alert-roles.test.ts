import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ApiApp, startApiApp } from "../support/api-app.ts";
import { makeKeys, statusesOf } from "../support/callers.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";
import { ALERT_MATRIX } from "./alert-matrix.ts";

let app: ApiApp;
let keys: Awaited<ReturnType<typeof makeKeys>>;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
  keys = await makeKeys(app);
});
afterAll(() => app.close());

describe("the role matrix of alerts", () => {
  it.each(Object.entries(ALERT_MATRIX))("%s answers each caller as it should", async (name, entry) => {
    expect(await statusesOf(app, keys, [name, entry])).toEqual(entry.expect);
  });

  it("lets nothing change on the way", async () => {
    expect(await app.db.cronAuditLog.count()).toBe(0);
    expect(await app.db.alertSilence.count()).toBe(0);
    expect(await app.db.alertRule.count()).toBe(0);
  });
});
