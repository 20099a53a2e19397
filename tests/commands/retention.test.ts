import { afterAll, beforeAll, expect, it } from "vitest";
import type { Acting } from "../../lib/auth/acting.ts";
import { deleteOld } from "../../lib/commands/retention.ts";
import { insertRuns } from "../dashboard/run-rows.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";

const OLD = { status: "completed", startedAt: "2020-01-01T00:00:00Z" } as const;

let app: ApiApp;
let acting: Acting;
beforeAll(async () => {
  app = await startApiApp([]);
  const actor = { kind: "cli", user: "ada" } as const;
  acting = { runtime: app.runtime, actor, headers: new Headers(), background: () => undefined };
});
afterAll(() => app.close());

it("deletes batch after batch until nothing is past its time, and writes down how much", async () => {
  await insertRuns(app.db, [...new Array(5).fill(OLD), { ...OLD, startedAt: new Date().toISOString() }]);
  expect(await deleteOld(acting, { batch: 2 })).toEqual({ runs: 5, logLines: 0, finished: true });
  expect(await app.db.cronJobLog.count()).toBe(1);
  const act = { actor: "cli:ada", action: "retention.cleanup", target: "history" };
  expect(await app.db.cronAuditLog.findMany({ orderBy: { id: "asc" } })).toMatchObject([
    { ...act, after: { outcome: "begun" } },
    { ...act, after: { outcome: "done", runs: 5, logLines: 0 } },
  ]);
});

it("stops between two batches when it is told to", async () => {
  await insertRuns(app.db, [OLD]);
  expect(await deleteOld(acting, { signal: AbortSignal.abort() })).toEqual({ runs: 0, logLines: 0, finished: false });
  expect(await deleteOld(acting)).toEqual({ runs: 1, logLines: 0, finished: true });
});
