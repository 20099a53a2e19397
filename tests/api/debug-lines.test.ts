import { afterAll, beforeAll, expect, it } from "vitest";
import { type ApiApp, asJson, startApiApp } from "../support/api-app.ts";
import { ok, scriptedJob } from "../support/scripted-job.ts";

const chatty = scriptedJob([
  ({ log }) => {
    log.debug("a detail");
    log.info("the news");
    return ok;
  },
]);

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([chatty.job]);
});
afterAll(() => app.close());

it.each<[string, RequestInit, string[]]>([
  ["/api/cron/scripted", {}, ["the news"]],
  ["/api/cron/scripted?debug=false", {}, ["the news"]],
  ["/api/cron/scripted?debug=true&size=2", {}, ["a detail", "the news"]],
  ["/api/cron/scripted", asJson({ debug: true }), ["a detail", "the news"]],
])("%s with %j keeps %j", async (path, init, expected) => {
  const { execution } = await (await app.cron(path, init)).json();
  const lines = await app.db.cronJobLogLine.findMany({ where: { runId: execution.id }, orderBy: { id: "asc" } });
  expect(lines.map(({ message }) => message)).toEqual(expected);
});

it("a repetition by a person keeps what the run was asked for", async () => {
  const { execution } = await (await app.cron("/api/cron/scripted?debug=true")).json();
  const repeated = await app.as("operator", `/api/admin/runs/${execution.id}/retry`, { method: "POST" });
  expect(repeated.status).toBe(202);
  const { params } = await app.db.cronJobLog.findFirstOrThrow({ where: { parentId: execution.id } });
  expect(params).toEqual({ size: 1, debug: true });
});

it("anything else than true and false is refused", async () => {
  const response = await app.cron("/api/cron/scripted?debug=yes");
  expect([response.status, (await response.json()).issues]).toEqual([
    422,
    [{ path: "debug", message: 'expected true or false, got "yes"' }],
  ]);
});
