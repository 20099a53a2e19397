import { afterAll, beforeAll, expect, test } from "vitest";
import { historyQuery, readHistory } from "../../../lib/dashboard/jobs/history.ts";
import type { DashboardDeps } from "../../../lib/dashboard/words/deps.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs } from "../run-rows.ts";

const NOW = new Date("2026-03-10T12:34:00Z");

let domain: DomainDb;
let deps: DashboardDeps;

beforeAll(async () => {
  domain = await openDomainDb();
  deps = { db: domain.db, jobs: listedJobs, clock: { now: () => NOW } };
  await insertRuns(domain.db, [
    { status: "completed", startedAt: "2026-03-10T12:10:00Z", durationMs: 1000 },
    { status: "failed", startedAt: "2026-03-10T12:20:00Z", durationMs: 2000, error: "row 12 is broken" },
    { status: "failed", startedAt: "2026-03-09T12:20:00Z", durationMs: 2000, error: "row 13 is broken" },
    { status: "failed", startedAt: "2026-03-05T12:20:00Z", durationMs: 4000, message: "5 of 6 failed" },
    { status: "failed", startedAt: "2026-02-20T12:20:00Z", durationMs: 4000, error: "too old for a week" },
  ]);
});

afterAll(() => domain.close());

const history = (query: object, job = "hourly-report") => readHistory(deps, { ...historyQuery.parse(query), job });

test("the alias of a job answers under its own name", async () => {
  expect((await history({}, "report"))?.jobName).toBe("hourly-report");
  expect(await history({}, "nobody")).toBeNull();
});

test("without a range statistics cover 30 days and errors 7", async () => {
  const answer = await history({});
  expect(answer?.stats.totalRuns).toBe(5);
  expect(answer?.errors.map(({ message, occurrences }) => [message, occurrences])).toEqual([
    ["row 12 is broken", 2],
    ["5 of 6 failed", 1],
  ]);
});

test("errors that differ in numbers only are one, in the latest wording", async () => {
  const [first] = (await history({ days: 30 }))?.errors ?? [];
  expect(first).toMatchObject({
    fingerprint: expect.stringMatching(/^[0-9a-f]{8}$/),
    firstAt: new Date("2026-03-09T12:20:00Z"),
    lastAt: new Date("2026-03-10T12:20:00Z"),
  });
});

test("a window starts with the hour in which it begins", async () => {
  const inside = await history({ days: 1 });
  expect(inside?.stats.totalRuns).toBe(3);
  expect(inside?.history).toHaveLength(3);
});

test("from and to replace days, to the whole hour and without the end", async () => {
  const answer = await history({ from: "2026-03-05T12:00:00Z", to: "2026-03-10T12:00:00Z" });
  expect(answer?.stats.totalRuns).toBe(2);
  expect(answer?.history.map(({ startedAt }) => startedAt.toISOString())).toEqual([
    "2026-03-09T12:20:00.000Z",
    "2026-03-05T12:20:00.000Z",
  ]);
});

test("the timeline is by the hour up to three days and by the day beyond", async () => {
  expect((await history({ days: 3 }))?.timeline).toEqual([
    { timeBucket: new Date("2026-03-09T12:00:00Z"), executions: 1, successes: 0, failures: 1, avgDuration: 2000 },
    { timeBucket: new Date("2026-03-10T12:00:00Z"), executions: 2, successes: 1, failures: 1, avgDuration: 1500 },
  ]);
  expect((await history({ days: 4 }))?.timeline[0]?.timeBucket).toEqual(new Date("2026-03-09T00:00:00Z"));
});

test.each([{ days: "abc" }, { limit: "0" }, { limit: "201" }, { from: "yesterday" }, { other: "1" }])(
  "%j is refused, not read as NaN",
  (query) => {
    expect(historyQuery.safeParse(query).success).toBe(false);
  },
);
