import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiApp, asJson, startApiApp } from "../support/api-app.ts";
import { fanOutJob, itemsOf } from "../support/fan-out-job.ts";

const release = Promise.withResolvers<null>();
const { job } = fanOutJob([...itemsOf(4, "works"), { id: "fails", key: "fails" }, ...itemsOf(3, "hangs")], {
  work: ({ signal }, { key }) => {
    if (key === "fails") throw new Error("no such picture");
    if (key === "hangs") {
      signal.addEventListener("abort", () => release.reject(signal.reason));
      return release.promise;
    }
    return { done: true };
  },
  changes: { maxAttempts: 1 },
});

let app: ApiApp;
let runId: string;
beforeAll(async () => {
  app = await startApiApp([job]);
  app.runtime.engine.start();
  const answer = await app.as("operator", "/api/admin/cron-jobs/scripted/run", asJson({}));
  runId = (await answer.json()).runId;
});
afterAll(() => app.close());

const view = async (path: string) => (await app.as("viewer", `/api/admin/runs/${runId}${path}`)).json();

it("a run shows how its tasks stand, failed ones first", async () => {
  const settled = { completed: 4, failed: 1, started: 1, queued: 2 };
  await expect
    .poll(async () => (await view("")).tasks, { timeout: 10_000 })
    .toMatchObject({ total: 8, byStatus: settled });
  const { tasks } = await view("");
  expect(tasks.byStatus).toEqual({ ...settled, retrying: 0, timed_out: 0, cancelled: 0, abandoned: 0 });
  expect(tasks.items).toHaveLength(8);
  expect(tasks.items[0]).toMatchObject({
    itemId: "fails",
    status: "failed",
    error: "no such picture",
    attempts: 1,
    key: "scripted/visit:fails",
  });
  expect(tasks.items[1].status).toBe("started");
});

it("lists tasks page by page, also of one status", async () => {
  const seen: string[] = [];
  let page = await view("/tasks?limit=3");
  for (; page.nextCursor; page = await view(`/tasks?limit=3&cursor=${page.nextCursor}`)) {
    expect(page.items).toHaveLength(3);
    seen.push(...page.items.map(({ id }: { id: string }) => id));
  }
  seen.push(...page.items.map(({ id }: { id: string }) => id));
  expect([seen.length, new Set(seen).size]).toEqual([8, 8]);
  const { items, nextCursor } = await view("/tasks?status=completed&limit=4");
  expect(items).toHaveLength(4);
  expect(items[0]).toMatchObject({ itemId: "works0", result: '{"done": true}' });
  expect(nextCursor).toBeNull();
});

it.each(["status=nope", "cursor=1", "limit=0", "page=2"])("refuses ?%s", async (query) => {
  expect((await app.as("viewer", `/api/admin/runs/${runId}/tasks?${query}`)).status).toBe(422);
});

it("cancels the open tasks of a run that has ended, once", async () => {
  expect((await view("")).run.state).toBe("completed");
  const cancel = () => app.as("operator", `/api/admin/runs/${runId}/cancel`, asJson({}));
  expect(await (await cancel()).json()).toMatchObject({ success: true, outcome: "tasks_cancelled" });
  const audit = await app.db.cronAuditLog.findFirstOrThrow({ orderBy: { id: "desc" } });
  expect(audit).toMatchObject({ action: "run.cancel", after: { tasks: { cancelled: 2, stopping: 1 } } });
  await expect
    .poll(async () => (await view("")).tasks.byStatus, { timeout: 10_000 })
    .toMatchObject({ cancelled: 3, completed: 4, failed: 1, started: 0 });
  expect((await cancel()).status).toBe(409);
});
