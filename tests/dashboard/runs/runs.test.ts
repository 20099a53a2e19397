import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readRunLog, runLogQuery } from "../../../lib/dashboard/runs/run-log.ts";
import { attemptsInWords, timelineOf } from "../../../lib/dashboard/runs/run-timeline.ts";
import { readErrorStack, readRun } from "../../../lib/dashboard/runs/runs.ts";
import type { DashboardDeps } from "../../../lib/dashboard/words/deps.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs } from "../run-rows.ts";

const NOW = new Date("2026-03-10T12:34:00Z");

let domain: DomainDb;
let deps: DashboardDeps;

beforeAll(async () => {
  domain = await openDomainDb();
  deps = { db: domain.db, jobs: listedJobs, clock: { now: () => NOW } };
});

afterAll(() => domain.close());

async function runOf(row: Parameters<typeof insertRuns>[1][number]) {
  const [id = ""] = await insertRuns(domain.db, [row]);
  const run = await readRun(deps, id);
  if (!run) throw new Error("the run that was just written is not found");
  return run;
}

const abandoned = {
  attempt: 1,
  startedAt: "2026-03-10T12:00:00.000Z",
  endedAt: "2026-03-10T12:00:20.000Z",
  outcome: "abandoned",
  error: "The process stopped renewing its lease",
  worker: "old:1",
  fence: "7",
};

test("a taken-up run shows attempt 1 abandoned and attempt 2 running", async () => {
  const run = await runOf({
    status: "started",
    startedAt: "2026-03-10T12:00:00Z",
    more: {
      attempts: 2,
      attemptStartedAt: new Date("2026-03-10T12:00:25Z"),
      attemptLog: [abandoned],
      worker: "new:2",
      progress: { done: 40, total: 100, note: "from the last checkpoint" },
    },
  });
  expect(attemptsInWords(ENGLISH, run.attemptLog)).toBe("Attempt 1 abandoned, attempt 2 running");
  expect(run.attemptLog.map(({ worker }) => worker)).toEqual(["old:1", "new:2"]);
  expect(run.sentence).toBe("Running on attempt 2 of 3");
  expect(timelineOf(ENGLISH, run, NOW).map(({ label }) => label)).toEqual([
    "Asked for",
    "Attempt 1 abandoned",
    "Attempt 2 running",
  ]);
  expect(timelineOf(ENGLISH, run, NOW)[2]?.detail).toContain("waited 5 s before");
});

test("a first attempt that succeeds leaves no log entry and is shown all the same", async () => {
  const run = await runOf({ status: "completed", startedAt: "2026-03-10T12:00:00Z", durationMs: 77, message: "done" });
  expect(run.attemptLog).toMatchObject([{ attempt: 1, outcome: "succeeded" }]);
  expect(run.sentence).toBe("Completed after 77 ms: done");
});

test("a failed last attempt is not shown twice, and the sentence says which of how many it was", async () => {
  const failed = { ...abandoned, attempt: 3, outcome: "failed", error: "401 from Meta" };
  const run = await runOf({
    status: "failed",
    startedAt: "2026-03-10T12:00:00Z",
    durationMs: 252_000,
    error: "401 from Meta",
    more: { attempts: 3, attemptLog: [failed], attemptStartedAt: new Date(failed.startedAt) },
  });
  expect(run.attemptLog).toHaveLength(1);
  expect(run.sentence).toBe("Failed on attempt 3 of 3 after 4 m 12 s: 401 from Meta");
});

test("an attempt repeated under the same number after a shutdown is shown beside the interrupted one", async () => {
  const run = await runOf({
    status: "completed",
    startedAt: "2026-03-10T12:00:00Z",
    more: {
      attemptLog: [{ ...abandoned, outcome: "interrupted" }],
      attemptStartedAt: new Date("2026-03-10T12:01:00Z"),
    },
  });
  expect(run.attemptLog.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
    [1, "interrupted"],
    [1, "succeeded"],
  ]);
});

test("a slot that never ran has no attempts and says why", async () => {
  const run = await runOf({
    status: "skipped",
    startedAt: "2026-03-10T12:00:00Z",
    more: { reason: "already_running", attempts: 0 },
  });
  expect(run.attemptLog).toEqual([]);
  expect(run.sentence).toBe("Skipped: already running");
});

test("the stack of an error is not part of the run, and secret parameters are masked", async () => {
  const run = await runOf({
    status: "failed",
    startedAt: "2026-03-10T12:00:00Z",
    error: "no",
    more: {
      error: { name: "TypeError", message: "no", code: null, stack: "TypeError: no\n at secret.ts" },
      params: { limit: 5, token: "tell-nobody" },
    },
  });
  expect(JSON.stringify(run)).not.toMatch(/secret\.ts|tell-nobody/);
  expect(run.errorInfo).toMatchObject({ name: "TypeError", message: "no" });
  expect(run.params).toMatchObject({ limit: 5 });
  expect((await readErrorStack(deps, run.id))?.stack).toContain("secret.ts");
});

test.each([randomUUID(), "no-id", "'; drop table"])("the run %s that does not exist is null", async (id) => {
  expect(await readRun(deps, id)).toBeNull();
});

test("log lines are read from the beginning by cursor, or from the end", async () => {
  const { id } = await runOf({ status: "completed", startedAt: "2026-03-10T12:00:00Z" });
  const lines = Array.from({ length: 5 }, (_, index) => ({
    runId: id,
    at: new Date(NOW.getTime() + index),
    level: "info",
    attempt: 1,
    message: `line ${index}`,
  }));
  await domain.db.cronJobLogLine.createMany({ data: lines });
  const read = (query: object) => readRunLog(domain.db, { runId: id, ...runLogQuery.parse(query) });
  const first = await read({ limit: "3" });
  expect(first.lines.map(({ message }) => message)).toEqual(["line 0", "line 1", "line 2"]);
  expect(first.more).toBe(true);
  const second = await read({ limit: "3", cursor: first.nextCursor });
  expect(second.lines.map(({ message }) => message)).toEqual(["line 3", "line 4"]);
  expect((await read({ cursor: second.nextCursor })).nextCursor).toBe(second.nextCursor);
  const tail = await read({ limit: "2", tail: "true" });
  expect(tail.lines.map(({ message }) => message)).toEqual(["line 3", "line 4"]);
  expect(tail.earlier).toBe(true);
});
