import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { declaredSettings } from "../../../lib/cron/schedules/settings.ts";
import { examineServer } from "../../../lib/dashboard/health/examine.ts";
import { ENGLISH, wordsIn } from "../../../lib/i18n/words.ts";
import {
  EXAMINED_SECRET,
  type ExaminedServer,
  minutesAgo,
  openExaminedServer,
  proPlan,
} from "../../support/examined-server.ts";
import { insertRuns } from "../run-rows.ts";

let server: ExaminedServer;
beforeAll(async () => {
  server = await openExaminedServer();
});
afterAll(() => server.close());
afterEach(() => server.clear());

function checked(healthy: boolean, at = minutesAgo(1), component = "bucket") {
  const detail = healthy ? "answers" : "no answer within 5000 ms";
  return { component, healthy, latencyMs: 3, detail, checkedAt: at, runId: randomUUID() };
}

test("an installation that is well has nothing to say, and never says its secret", async () => {
  await server.db.uptimeCheck.create({ data: checked(true) });
  expect(await server.wrong()).toEqual([]);
  const everything = JSON.stringify(await examineServer(ENGLISH, server.facts));
  expect(everything).not.toContain(EXAMINED_SECRET);
  expect(everything).toContain("CRON_SECRET has 20 characters");
});

test("the same is said in Korean", async () => {
  const { findings } = await examineServer(wordsIn("ko"), { ...server.facts, lastDispatchAt: null });
  const found = findings.find(({ check }) => check === "scheduler");
  expect(found).toMatchObject({ severity: "error", fix: expect.stringContaining("서버를 다시 시작하세요") });
});

describe("fault D1: an override of times that the platform calls", () => {
  const NEXT = minutesAgo(-60);
  const CALLED = "/api/cron/hourly-report";

  async function override(overrides: object): Promise<void> {
    const [job] = server.facts.deps.jobs;
    const declared = job && declaredSettings(job, { watchAfterSeconds: () => null, graceSeconds: 0 });
    const own = { id: "job:hourly-report", name: "hourly-report", jobName: "hourly-report", origin: "code" };
    const data = { ...own, kind: "cron", expression: "15 * * * *", overrides, declared: { ...declared } };
    await server.db.cronSchedule.create({ data: { ...data, params: {}, nextSlot: NEXT, nextRunAt: NEXT } });
  }
  const found = async (facts: object = {}) =>
    (await server.about("schedules", facts)).filter(({ evidence }) => evidence.includes("platform"));
  afterEach(() => server.db.cronSchedule.deleteMany());

  test("is a finding on the platform, and wherever the platform was seen to call", async () => {
    await override({ expression: "15 * * * *" });
    expect(await found({ onPlatform: true })).toMatchObject([
      {
        severity: "warning",
        evidence: `the schedule job:hourly-report was changed here to 15 * * * * UTC, but the platform does not know it: it goes on calling ${CALLED} at the code's 0 * * * * UTC`,
        fix: expect.stringContaining("schedules edit job:hourly-report --reset all"),
      },
    ]);
    expect(await found()).toEqual([]);
    await server.called({ path: CALLED, schedule: "0 * * * *" });
    expect(await found()).toHaveLength(1);
  });

  test("is none where it changes no times, or where the platform calls the tick alone", async () => {
    await override({ misfire: "skip" });
    expect(await found({ onPlatform: true })).toEqual([]);
    await server.db.cronSchedule.deleteMany();
    await override({ expression: "15 * * * *" });
    const platform = {
      settings: { ...proPlan, mode: "tick" },
      vercelJson: { crons: [{ path: "/api/cron/tick", schedule: "* * * * *" }] },
    };
    expect(await found({ onPlatform: true, platform })).toEqual([]);
  });
});

describe("a stuck run", () => {
  test("is named when its process fell silent, with the command that frees its lock", async () => {
    const [id = ""] = await insertRuns(server.db, [
      {
        status: "started",
        startedAt: minutesAgo(30).toISOString(),
        more: { worker: "web:1", leaseExpiresAt: minutesAgo(12) },
      },
    ]);
    expect(await server.about("stuck runs")).toMatchObject([
      {
        severity: "error",
        runId: id,
        evidence: expect.stringMatching(/^a run of hourly-report .* fell silent at .* \(web:1\)/),
        fix: expect.stringContaining(`force-end ${id}`),
        link: "docs/troubleshooting.md#already-running",
      },
    ]);
  });

  test("is named when it was told to stop and does not", async () => {
    const more = { leaseExpiresAt: minutesAgo(-5), abortReason: "timeout", abortRequestedAt: minutesAgo(3) };
    await insertRuns(server.db, [{ status: "started", startedAt: minutesAgo(30).toISOString(), more }]);
    expect(await server.about("stuck runs")).toMatchObject([
      { severity: "warning", evidence: expect.stringContaining("(timeout) and has not") },
    ]);
  });

  test("is none while its lease holds, or for the moment in which another process takes it over", async () => {
    await insertRuns(server.db, [
      { status: "started", startedAt: minutesAgo(30).toISOString(), more: { leaseExpiresAt: minutesAgo(-1) } },
      { status: "started", startedAt: minutesAgo(30).toISOString(), more: { leaseExpiresAt: minutesAgo(0.2) } },
    ]);
    expect(await server.about("stuck runs")).toEqual([]);
  });
});

describe("the scheduler", () => {
  test("that fell silent is a problem, and so is none at all", async () => {
    expect(await server.about("scheduler", { lastDispatchAt: minutesAgo(10) })).toMatchObject([
      { severity: "error", evidence: expect.stringContaining("last looked: 10 min ago; the last tick: never") },
    ]);
    expect(await server.about("scheduler", { scheduler: "none", lastDispatchAt: null })).toMatchObject([
      { severity: "error", fix: expect.stringContaining("/api/cron/tick every minute") },
    ]);
  });

  test("is well where ticks come, and where another process keeps the schedules", async () => {
    const none = { scheduler: "none", lastDispatchAt: null } as const;
    await server.called({ path: "/api/cron/tick", at: minutesAgo(1) });
    expect(await server.about("scheduler", none)).toEqual([]);
    await server.db.cronCall.deleteMany();
    const at = minutesAgo(-1);
    const schedule = {
      id: "job:hourly-report",
      jobName: "hourly-report",
      kind: "interval",
      everySeconds: 60,
      anchorAt: at,
      nextSlot: at,
      nextRunAt: at,
    };
    await server.db.cronSchedule.create({ data: { ...schedule, name: "x", origin: "code" } });
    expect(await server.about("scheduler", none)).toEqual([]);
    await server.db.cronSchedule.deleteMany();
  });

  test("a run that waits although it could go on is named, with how long", async () => {
    await insertRuns(server.db, [{ status: "queued", startedAt: minutesAgo(8).toISOString() }]);
    expect((await server.about("queue"))[0]?.evidence).toMatch(
      /^1 run waits and could go on; the longest overdue one since 8 m/,
    );
  });

  test("a pause of everything says who, until when and why", async () => {
    const paused = { pausedAt: minutesAgo(5), pauseReason: "moving house", pausedBy: "ann@example.com" };
    await server.db.cronSchedulerState.create({ data: { id: 1, ...paused } });
    expect((await server.about("pause"))[0]?.evidence).toMatch(
      /^everything is paused by ann@example\.com .* until somebody resumes: moving house$/,
    );
    await server.db.cronSchedulerState.update({ where: { id: 1 }, data: { pausedUntil: minutesAgo(1) } });
    expect(await server.about("pause")).toEqual([]);
  });
});

test("runs that wait for a worker in queue mode are counted", async () => {
  const workers = { runMode: "queue", waiting: 3, most: 1_000 } as const;
  expect((await server.about("workers", { workers }))[0]).toMatchObject({
    evidence: "3 runs could go on and have waited for a worker for over a minute",
    fix: expect.stringContaining("npm run worker"),
  });
});

test("a component that is not well is a problem with what it said; checks that no longer come are a warning", async () => {
  await server.db.uptimeCheck.createMany({
    data: [checked(true, minutesAgo(6)), checked(false), checked(true, minutesAgo(1), "disk")],
  });
  expect(await server.about("components")).toMatchObject([
    { severity: "error", evidence: "bucket is not well: no answer within 5000 ms" },
  ]);
  await server.db.uptimeCheck.updateMany({ data: { checkedAt: minutesAgo(60) } });
  expect(await server.about("components")).toMatchObject([
    { severity: "warning", evidence: "the health check last looked: 1 h ago" },
  ]);
});

describe("the platform", () => {
  test("that did not call what was due is named with the slot and its last call", async () => {
    await server.called({ path: "/api/cron/hourly-report", at: minutesAgo(150) });
    const found = await server.about("platform calls", { onPlatform: true });
    const report = found.find(({ evidence }) => evidence.startsWith("/api/cron/hourly-report"));
    expect(report?.evidence).toMatch(/at "0 \* \* \* \*" should have been called at .*:00:00 UTC; the last call: 20/);
    expect(found.some(({ evidence }) => evidence.startsWith("/api/cron/tick"))).toBe(true);
  });

  test("is not waited for where this process does not run on it", async () => {
    expect(await server.about("platform calls")).toEqual([]);
  });

  test("that calls another release's schedule, refused callers and drift are findings of their own", async () => {
    const at = minutesAgo(3);
    await server.called(
      { path: "/api/cron/hourly-report", schedule: "5 5 * * *", at },
      { path: "/api/cron/by-hand", status: 401, reason: "unauthorized", agent: "curl/8", at, sampled: 6 },
    );
    expect((await server.about("release"))[0]?.evidence).toContain(
      '/api/cron/hourly-report at "5 5 * * *" for hourly-report',
    );
    expect((await server.about("refused"))[0]?.evidence).toMatch(/^7 calls answered 401 .* curl\/8 from 192\.0\.2\.1/);
    const drift = await server.about("drift", { platform: { settings: proPlan, vercelJson: { crons: [] } } });
    expect(drift.map(({ evidence }) => evidence)).toContain('vercel.json lacks /api/cron/tick at "* * * * *"');
  });
});
