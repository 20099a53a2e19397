import { afterAll, beforeAll, expect, it } from "vitest";
import { insertRuns } from "../dashboard/run-rows.ts";
import { type ApiApp, startApiApp } from "../support/api-app.ts";

const LINES = 1200;
let app: ApiApp;
let runId: string;

beforeAll(async () => {
  app = await startApiApp([]);
  [runId = ""] = await insertRuns(app.db, [{ job: "talked", status: "completed", startedAt: "2026-03-10T12:00:00Z" }]);
  const lines = Array.from({ length: LINES }, (_, index) => ({
    runId,
    at: new Date(Date.UTC(2026, 2, 10, 12, 0, 0, index)),
    level: index === 5 ? "warn" : "info",
    attempt: 1,
    message: index === 5 ? "two\nlines" : `line ${index}`,
    ...(index === 5 && { fields: { id: "a" } }),
  }));
  await app.db.cronJobLogLine.createMany({ data: lines });
});
afterAll(() => app.close());

const read = (query: string) => app.as("viewer", `/api/admin/runs/${runId}/log?${query}`);

it("is sent whole as a file, each entry in one line", async () => {
  const response = await read("format=text");
  expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(response.headers.get("content-disposition")).toBe(`attachment; filename="talked-${runId}.log"`);
  const lines = (await response.text()).trimEnd().split("\n");
  expect(lines).toHaveLength(LINES);
  expect(lines[5]).toBe('2026-03-10T12:00:00.005Z WARN  [1] two\\nlines {"id":"a"}');
});

it("is narrowed by level and text, as JSON and as a file alike", async () => {
  expect((await (await read("level=warn")).json()).lines).toMatchObject([{ level: "warn", message: "two\nlines" }]);
  expect((await (await read("q=LINE+77&format=text")).text()).trimEnd().split("\n")).toHaveLength(11);
  expect((await read("level=loud")).status).toBe(422);
});
