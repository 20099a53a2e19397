import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { examineServer, type ServerFacts } from "../../../lib/dashboard/health/examine.ts";
import type { Finding } from "../../../lib/dashboard/health/finding.ts";
import { ENGLISH, wordsIn } from "../../../lib/i18n/words.ts";
import { platformCrons } from "../../../lib/platform/platform-crons.ts";
import { platformSettings } from "../../../lib/platform/settings.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs } from "../run-rows.ts";

const SECRET = "a8Xw3Kq9Zr5Tn1Bv7Lc2";
const settings = platformSettings.parse({ plan: "pro" });
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);

let domain: DomainDb;
let facts: ServerFacts;
beforeAll(async () => {
  domain = await openDomainDb();
  const { crons } = platformCrons({ jobs: listedJobs, settings, now: new Date() });
  const names = await domain.db.$queryRaw<{ name: string }[]>`select migration_name as name from _prisma_migrations`;
  facts = {
    deps: { db: domain.db, jobs: listedJobs, clock: { now: () => new Date() } },
    secret: { kind: "ok", current: SECRET, previous: null },
    migrations: names.map(({ name }) => name),
    connections: 8,
    platform: { settings, vercelJson: { crons } },
    configuredSeconds: null,
    onPlatform: false,
    scheduler: "embedded",
    lastDispatchAt: new Date(),
    workers: { runMode: "inline", waiting: 0, most: 1_000 },
    kept: { runDays: 90, logLineDays: 30, callDays: 30 },
  };
});
afterAll(() => domain.close());
afterEach(async () => {
  await domain.db.cronJobLog.deleteMany();
  await domain.db.cronCall.deleteMany();
  await domain.db.uptimeCheck.deleteMany();
  await domain.db.cronSchedulerState.deleteMany();
  await domain.db.cronRetentionPass.deleteMany();
});

async function wrong(changes: Partial<ServerFacts> = {}): Promise<Finding[]> {
  const { findings } = await examineServer(ENGLISH, { ...facts, ...changes });
  return findings.filter(({ severity }) => severity !== "ok");
}

async function about(check: string, changes: Partial<ServerFacts> = {}): Promise<Finding[]> {
  return (await wrong(changes)).filter((finding) => finding.check === check);
}

function checked(healthy: boolean, at = minutesAgo(1), component = "bucket") {
  const detail = healthy ? "answers" : "no answer within 5000 ms";
  return { component, healthy, latencyMs: 3, detail, checkedAt: at, runId: randomUUID() };
}

test("an installation that is well has nothing to say, and never says its secret", async () => {
  await domain.db.uptimeCheck.create({ data: checked(true) });
  expect(await wrong()).toEqual([]);
  const everything = JSON.stringify(await examineServer(ENGLISH, facts));
  expect(everything).not.toContain(SECRET);
  expect(everything).toContain("CRON_SECRET has 20 characters");
});

test("the same is said in Korean", async () => {
  const { findings } = await examineServer(wordsIn("ko"), { ...facts, lastDispatchAt: null });
  const found = findings.find(({ check }) => check === "scheduler");
  expect(found).toMatchObject({ severity: "error", fix: expect.stringContaining("서버를 다시 시작하세요") });
});

describe("a stuck run", () => {
  test("is named when its process fell silent, with the command that frees its lock", async () => {
    const [id = ""] = await insertRuns(domain.db, [
      {
        status: "started",
        startedAt: minutesAgo(30).toISOString(),
        more: { worker: "web:1", leaseExpiresAt: minutesAgo(12) },
      },
    ]);
    expect(await about("stuck runs")).toMatchObject([
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
    await insertRuns(domain.db, [{ status: "started", startedAt: minutesAgo(30).toISOString(), more }]);
    expect(await about("stuck runs")).toMatchObject([
      { severity: "warning", evidence: expect.stringContaining("(timeout) and has not") },
    ]);
  });

  test("is none while its lease holds, or for the moment in which another process takes it over", async () => {
    await insertRuns(domain.db, [
      { status: "started", startedAt: minutesAgo(30).toISOString(), more: { leaseExpiresAt: minutesAgo(-1) } },
      { status: "started", startedAt: minutesAgo(30).toISOString(), more: { leaseExpiresAt: minutesAgo(0.2) } },
    ]);
    expect(await about("stuck runs")).toEqual([]);
  });
});

describe("the scheduler", () => {
  test("that fell silent is a problem, and so is none at all", async () => {
    expect(await about("scheduler", { lastDispatchAt: minutesAgo(10) })).toMatchObject([
      { severity: "error", evidence: expect.stringContaining("last looked: 10 min ago; the last tick: never") },
    ]);
    expect(await about("scheduler", { scheduler: "none", lastDispatchAt: null })).toMatchObject([
      { severity: "error", fix: expect.stringContaining("/api/cron/tick every minute") },
    ]);
  });

  test("is well where ticks come, and where another process keeps the schedules", async () => {
    const none = { scheduler: "none", lastDispatchAt: null } as const;
    await called({ path: "/api/cron/tick", at: minutesAgo(1) });
    expect(await about("scheduler", none)).toEqual([]);
    await domain.db.cronCall.deleteMany();
    const at = minutesAgo(-1);
    const schedule = {
      id: "job:x",
      jobName: "x",
      kind: "interval",
      everySeconds: 60,
      anchorAt: at,
      nextSlot: at,
      nextRunAt: at,
    };
    await domain.db.cronSchedule.create({ data: { ...schedule, name: "x", origin: "code" } });
    expect(await about("scheduler", none)).toEqual([]);
    await domain.db.cronSchedule.deleteMany();
  });

  test("a run that waits although it could go on is named, with how long", async () => {
    await insertRuns(domain.db, [{ status: "queued", startedAt: minutesAgo(8).toISOString() }]);
    expect((await about("queue"))[0]?.evidence).toMatch(
      /^1 run waits and could go on; the longest overdue one since 8 m/,
    );
  });

  test("a pause of everything says who, until when and why", async () => {
    const paused = { pausedAt: minutesAgo(5), pauseReason: "moving house", pausedBy: "ann@example.com" };
    await domain.db.cronSchedulerState.create({ data: { id: 1, ...paused } });
    expect((await about("pause"))[0]?.evidence).toMatch(
      /^everything is paused by ann@example\.com .* until somebody resumes: moving house$/,
    );
    await domain.db.cronSchedulerState.update({ where: { id: 1 }, data: { pausedUntil: minutesAgo(1) } });
    expect(await about("pause")).toEqual([]);
  });
});

test("runs that wait for a worker in queue mode are counted", async () => {
  const workers = { runMode: "queue", waiting: 3, most: 1_000 } as const;
  expect((await about("workers", { workers }))[0]).toMatchObject({
    evidence: "3 runs could go on and have waited for a worker for over a minute",
    fix: expect.stringContaining("npm run worker"),
  });
});

test("a component that is not well is a problem with what it said; checks that no longer come are a warning", async () => {
  await domain.db.uptimeCheck.createMany({
    data: [checked(true, minutesAgo(6)), checked(false), checked(true, minutesAgo(1), "disk")],
  });
  expect(await about("components")).toMatchObject([
    { severity: "error", evidence: "bucket is not well: no answer within 5000 ms" },
  ]);
  await domain.db.uptimeCheck.updateMany({ data: { checkedAt: minutesAgo(60) } });
  expect(await about("components")).toMatchObject([
    { severity: "warning", evidence: "the health check last looked: 1 h ago" },
  ]);
});

describe("the platform", () => {
  test("that did not call what was due is named with the slot and its last call", async () => {
    await called({ path: "/api/cron/hourly-report", at: minutesAgo(150) });
    const found = await about("platform calls", { onPlatform: true });
    const report = found.find(({ evidence }) => evidence.startsWith("/api/cron/hourly-report"));
    expect(report?.evidence).toMatch(/at "0 \* \* \* \*" should have been called at .*:00:00 UTC; the last call: 20/);
    expect(found.some(({ evidence }) => evidence.startsWith("/api/cron/tick"))).toBe(true);
  });

  test("is not waited for where this process does not run on it", async () => {
    expect(await about("platform calls")).toEqual([]);
  });

  test("that calls another release's schedule, refused callers and drift are findings of their own", async () => {
    const at = minutesAgo(3);
    await called(
      { path: "/api/cron/hourly-report", schedule: "5 5 * * *", at },
      { path: "/api/cron/by-hand", status: 401, reason: "unauthorized", agent: "curl/8", at, sampled: 6 },
    );
    expect((await about("release"))[0]?.evidence).toContain('/api/cron/hourly-report at "5 5 * * *" for hourly-report');
    expect((await about("refused"))[0]?.evidence).toMatch(/^7 calls answered 401 .* curl\/8 from 192\.0\.2\.1/);
    const drift = await about("drift", { platform: { settings, vercelJson: { crons: [] } } });
    expect(drift.map(({ evidence }) => evidence)).toContain('vercel.json lacks /api/cron/tick at "* * * * *"');
  });
});

test("runs that are past their time say that nothing cleans up", async () => {
  await insertRuns(domain.db, [{ status: "completed", startedAt: minutesAgo(100 * 24 * 60).toISOString() }]);
  expect((await about("retention"))[0]).toMatchObject({
    evidence: expect.stringContaining("kept for 90 days, but the oldest is of"),
    fix: expect.stringContaining("run `npm run cron -- cleanup`"),
  });
});

test("what the retention has left is no trouble as long as it is applied, and the figures are told", async () => {
  await insertRuns(domain.db, [{ status: "completed", startedAt: minutesAgo(100 * 24 * 60).toISOString() }]);
  const pass = { beganAt: minutesAgo(61), beganBy: "web:1", endedAt: minutesAgo(60), runs: 12, logLines: 3 };
  await domain.db.cronRetentionPass.create({ data: { ...pass, finished: false } });
  const told = async () =>
    (await examineServer(ENGLISH, facts)).findings.find(({ check }) => check === "retention")?.evidence;
  expect(await about("retention")).toEqual([]);
  expect(await told()).toMatch(/last applied .* UTC, 15 rows deleted; more is past its time/);
  await domain.db.cronRetentionPass.update({ where: { id: 1 }, data: { finished: true } });
  expect(await told()).toMatch(/15 rows deleted$/);
  await domain.db.cronRetentionPass.update({ where: { id: 1 }, data: { endedAt: minutesAgo(600) } });
  expect(await about("retention")).toHaveLength(1);
});

test("a migration that is not applied, and a secret that is missing", async () => {
  const migrations = [...(facts.migrations ?? []), "20991231000000_later"];
  expect((await about("migrations", { migrations }))[0]?.evidence).toContain("pending: 20991231000000_later");
  const secret = { kind: "missing", misnamed: true } as const;
  expect((await about("secret", { secret }))[0]).toMatchObject({
    severity: "error",
    fix: "CRON_SECRET is not set, but CRON_SECRET_TOKEN is: rename it to CRON_SECRET",
  });
});

async function called(...rows: { path: string; [column: string]: unknown }[]): Promise<void> {
  const byPlatform = { method: "GET", status: 200, agent: "vercel-cron/1.0", address: "192.0.2.1", durationMs: 5 };
  await domain.db.cronCall.createMany({ data: rows.map((row) => ({ at: new Date(), ...byPlatform, ...row })) });
}

test("fault C8: a dropped column is a finding that names it, not a raw error", async () => {
  await domain.db.$executeRaw`alter table cron_job_state rename column epoch to gone`;
  try {
    expect(await about("schema")).toMatchObject([
      { severity: "error", evidence: expect.stringMatching(/CronJobState: .*epoch/) },
    ]);
  } finally {
    await domain.db.$executeRaw`alter table cron_job_state rename column gone to epoch`;
  }
  expect(await about("schema")).toEqual([]);
});
