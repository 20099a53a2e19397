import { afterAll, beforeAll, expect, it } from "vitest";
import { insertRuns } from "../dashboard/run-rows.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([]);
});
afterAll(() => app.close());

it("a tick applies the retention after its answer, and waits for none of it", async () => {
  await insertRuns(app.db, [{ status: "completed", startedAt: "2020-01-01T00:00:00Z" }]);
  const answered = Promise.withResolvers<void>();
  // Whoever holds the row of the passes holds up the pass, not the tick
  const held = app.db.$transaction(async (tx) => {
    await tx.$executeRaw`lock table cron_retention_pass in exclusive mode`;
    const tick = await app.cron("/api/cron/tick", { method: "POST" });
    expect(tick.status).toBe(200);
    expect(await app.db.cronJobLog.count()).toBe(1);
    answered.resolve();
  });
  await answered.promise;
  await held;
  await Promise.all(app.background);
  expect(await app.db.cronJobLog.count()).toBe(0);
  const { lastApplied } = await (await app.as("admin", "/api/admin/retention")).json();
  expect(lastApplied).toEqual({ at: expect.any(String), runs: 1, logLines: 0, finished: true });
});
