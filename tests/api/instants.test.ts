import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ApiApp, asJson, startApiApp } from "../support/api-app.ts";
import { HOURLY, scheduleCalls } from "../support/schedule-calls.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

/** In the year 10000 and in the year 0 by UTC, though their texts name the years that people write. */
const OUTSIDE = ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+09:00"];
/** The outermost that are kept. */
const OUTERMOST = ["9999-12-31T23:59:59.999Z", "0001-01-01T00:00:00.000Z"];
const [LAST = "", FIRST = ""] = OUTERMOST;

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
});
afterAll(() => app.close());
const { call, add, read, clear } = scheduleCalls(() => app);
beforeEach(clear);

const send = (path: string, body: unknown) => app.as("admin", path, { method: "POST", ...asJson(body) });
const JOB = "/api/admin/cron-jobs/scripted";

describe("fault A7: instants outside the years 1 to 9999 by UTC", () => {
  const bodies: [string, string, (at: string) => unknown][] = [
    ["a job's pause", `${JOB}/pause`, (until) => ({ reason: "x", until })],
    ["the pause of everything", "/api/admin/scheduler/pause", (until) => ({ reason: "x", until })],
    ["a schedule's date", "/api/admin/schedules", (at) => ({ jobName: "scripted", trigger: { kind: "date", at } })],
    ["a start", "/api/admin/schedules", (startsAt) => ({ jobName: "scripted", trigger: HOURLY, startsAt })],
    ["an end", "/api/admin/schedules", (endsAt) => ({ jobName: "scripted", trigger: HOURLY, endsAt })],
    ["a backfill's first slot", `${JOB}/backfill`, (from) => ({ from, to: "2026-01-01T00:00Z" })],
    ["a backfill's last slot", `${JOB}/backfill`, (to) => ({ from: "2026-01-01T00:00Z", to })],
    ["a key's end", "/api/admin/api-keys", (expiresAt) => ({ name: "x", permissions: ["cron:run"], expiresAt })],
  ];
  it.each(bodies)("are refused as %s, with the years that are kept", async (_, path, bodyOf) => {
    for (const at of OUTSIDE) {
      const answer = await send(path, bodyOf(at));
      expect([at, answer.status]).toEqual([at, 422]);
      expect(await answer.text()).toContain("years 1 to 9999");
    }
  });

  const ROUTES = ["cron-logs", "cron-logs/stats", "cron-calls", "audit-log", "job-stats", "cron-jobs/scripted/history"];
  it.each(ROUTES)("are no 500 in the query of %s, and the outermost that are kept are answered", async (route) => {
    const ask = (query: Record<string, string>) => app.as("admin", `/api/admin/${route}?${new URLSearchParams(query)}`);
    for (const [name, at] of ["from", "to"].flatMap((name) => OUTSIDE.map((at) => [name, at] as const))) {
      expect([name, at, (await ask({ [name]: at })).status >= 500]).toEqual([name, at, false]);
    }
    for (const query of [
      { from: FIRST, to: LAST },
      { from: LAST },
      { to: FIRST },
      { to: FIRST, search: "scripted" },
      { q: "scripted", to: FIRST },
    ]) {
      expect([query, (await ask(query as Record<string, string>)).status >= 500]).toEqual([query, false]);
    }
  });
});

it("fault A7: a pause until the last instant of 9999 holds for the API as for the engine", async () => {
  await add();
  expect((await call("POST", "/mine/pause", { reason: "for ever", until: LAST })).status).toBe(200);
  expect(await read()).toMatchObject({ status: "paused", pausedUntil: LAST });
});

it("fault A7: a start after which no slot can be kept is refused, not stored", async () => {
  const refused = await add({ startsAt: LAST });
  expect([refused.status, refused.body.error]).toEqual([422, expect.stringContaining("would never fire")]);
});

it("fault A7: a start and an end are compared as instants", async () => {
  const refused = await add({ startsAt: "2999-01-01T00:00+14:00", endsAt: "2998-12-31T10:00Z" });
  expect(refused.status).toBe(422);
  expect((await add({ startsAt: FIRST, endsAt: LAST })).status).toBe(201);
  expect(await read()).toMatchObject({ startsAt: FIRST, endsAt: LAST });
});

it("fault A7: a preview from the last year tells what it can keep", async () => {
  const answer = await app.as(
    "admin",
    `/api/admin/schedules/preview?${new URLSearchParams({ expression: "0 9 * * *", from: LAST })}`,
  );
  expect(answer.status).toBe(200);
  expect(await answer.json()).toMatchObject({ instants: [] });
});
