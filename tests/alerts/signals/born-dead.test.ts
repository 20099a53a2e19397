import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { bornDeadSignals } from "../../../lib/alerts/signals/born-dead.ts";
import type { BrokenLink } from "../../../lib/alerts/signals/signal-reads.ts";
import type { AnyJob } from "../../../lib/cron/jobs/define-job.ts";
import type { Prisma } from "../../../lib/db.ts";
import { platformSettings } from "../../../lib/platform/settings.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";
import { before, MINUTE_MS, openIncident, switchedOff, TURN_AT, turnOn } from "../support/signal-turn.ts";

const daily = { kind: "cron", expression: "50 11 * * *", timezone: "UTC" } as const;
const jobOf = (changes = {}) => scriptedJob([step.returns(ok)], { name: "a", schedule: daily, ...changes }).job;

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(async () => {
  await domain.db
    .$executeRaw`truncate cron_job_logs, cron_job_stats_hourly, cron_schedules, cron_job_config, job_releases`;
  await domain.db.jobRelease.create({ data: { at: before(60 * MINUTE_MS), release: null, jobs: { a: "" } } });
});

interface Asked extends NonNullable<Parameters<typeof turnOn>[1]> {
  job?: AnyJob;
  cause?: BrokenLink | null;
}

/** Ten minutes after the first slot, unless told otherwise. */
function told({ job = jobOf(), cause = "never_called", installation = {}, ...changes }: Asked = {}) {
  const whyNotRunning = async () => cause;
  return bornDeadSignals(
    turnOn(domain.db, { jobs: [job], installation: { whyNotRunning, ...installation }, ...changes }),
  );
}
const isTold = async (asked: Asked = {}) => (await told(asked)).length > 0;

const ran = (row: Partial<Prisma.CronJobLogCreateInput>) =>
  domain.db.cronJobLog.create({
    data: {
      ...{ id: randomUUID(), jobName: "a", status: "failed", trigger: "schedule", lockKey: "a" },
      ...{ startedAt: before(5 * MINUTE_MS), attemptStartedAt: before(5 * MINUTE_MS), completedAt: TURN_AT, ...row },
    },
  });
const stored = (row: Partial<Prisma.CronScheduleCreateInput>) =>
  domain.db.cronSchedule.create({
    data: { ...{ id: "job:a", jobName: "a", name: "a", origin: "code", declared: {}, kind: "cron" }, ...daily, ...row },
  });

test("a job that has not succeeded five minutes after its first slot is told with the cause", async () => {
  expect(await told()).toEqual([
    {
      ...{ rule: "born_dead", subject: "job:a", at: before(10 * MINUTE_MS), jobName: "a", category: "tests" },
      ...{ says: "wrong", severity: "critical" },
      facts: { code: "never_called", job: { name: "a", description: "Does what the test says", category: "tests" } },
    },
  ]);
});

test.each([
  ["before its margin is over", { now: before(5 * MINUTE_MS + 1) }],
  ["that this release has had for less than a slot", { jobs: [jobOf({ name: "younger" })] }],
  ["without a schedule", { job: jobOf({ schedule: { kind: "none" } }) }],
  ["that the code has switched off", { job: jobOf({ enabledByDefault: false }) }],
  ["whose cause is still being found out", { cause: null }],
  ["that people have paused", { cause: "paused" as const }],
  ["where the rule is switched off", { overrides: switchedOff("born_dead") }],
])("a job %s is not dead", async (_which, asked) => {
  expect(await told(asked)).toEqual([]);
});

test("with the margin over, it is", async () => {
  expect(await isTold({ now: before(5 * MINUTE_MS) })).toBe(true);
});

const held = { completedAt: null, lane: 1, leaseExpiresAt: TURN_AT };
const waiting = { completedAt: null, nextAttemptAt: TURN_AT };
const unbegun = { completedAt: null, attemptStartedAt: null };

test.each([
  ["completed", {}, false],
  ["partial", {}, false],
  ["failed", {}, true],
  ["started", held, false],
  ["retrying", waiting, false],
  ["queued", { ...unbegun, nextAttemptAt: before(4 * MINUTE_MS) }, false],
  ["queued", { ...unbegun, nextAttemptAt: before(6 * MINUTE_MS) }, true],
])("a job whose latest run is %s %o is dead: %s", async (status, row, expected) => {
  await ran({ status, ...row });
  expect(await isTold()).toBe(expected);
});

test("a success that only the statistics remember is one", async () => {
  await domain.db.cronJobStatsHourly.create({ data: { jobName: "a", hour: before(0), completed: 1 } });
  expect(await isTold()).toBe(false);
});

test("where every call was let in, the run that failed is shown in place of a cause", async () => {
  await ran({ errorMessage: "no such table", attempts: 2, maxAttempts: 2 });
  const [signal] = await told({ cause: "unknown" });
  expect(signal).toMatchObject({ facts: { run: { error: "no such table", attempts: 2, maxAttempts: 2 } } });
  expect(signal).not.toHaveProperty("facts.code");
});

test("the first success ends it, and so does its leaving the code", async () => {
  const unresolved = [openIncident("born_dead", "job:a")];
  const over = [{ rule: "born_dead", subject: "job:a", at: TURN_AT, says: "right" }];
  await ran({ status: "completed" });
  expect(await told({ unresolved })).toEqual(over);
  expect(await told({ unresolved, jobs: [] })).toEqual(over);
});

test.each([
  ["the code switched on and people off", {}, { enabled: false }, true],
  ["the code switched off and people on", { enabledByDefault: false }, { enabled: true }, true],
  ["the code switched off, and people, too", { enabledByDefault: false }, { enabled: false }, false],
])("a job that %s is dead: %s", async (_which, changes, row, expected) => {
  await domain.db.cronJobConfig.create({ data: { jobName: "a", ...row } });
  expect(await isTold({ job: jobOf(changes), cause: "disabled" })).toBe(expected);
});

test.each([
  ["is yet to come", { nextSlot: new Date("2026-03-11T11:50:00Z") }, false],
  ["was never seen to", { nextSlot: new Date("2026-03-10T11:50:00Z") }, true],
  [
    "was seen to, like later ones",
    { nextSlot: new Date("2026-03-11T11:50:00Z"), lastSlot: before(10 * MINUTE_MS) },
    true,
  ],
])("a stored schedule whose first slot %s makes it dead: %s", async (_which, row, expected) => {
  await stored(row);
  expect(await isTold()).toBe(expected);
});

test("on the platform nobody is late before the plan's own lateness is over", async () => {
  const settings = platformSettings.parse({ plan: "hobby" });
  const installation = { onPlatform: true, platform: { settings, vercelJson: {} } };
  expect(await isTold({ installation, now: new Date("2026-03-10T12:52:59Z") })).toBe(false);
  expect(await isTold({ installation, now: new Date("2026-03-10T12:53:00Z") })).toBe(true);
});

test("nothing is said right after a time in which nobody looked, but for the platform", async () => {
  const unresolved = [openIncident("born_dead", "job:a")];
  expect(await told({ awake: false, unresolved })).toEqual([]);
  expect(await isTold({ awake: false, installation: { onPlatform: true } })).toBe(true);
});

test("the chain of a job that lives is not read", async () => {
  const whyNotRunning = vi.fn(async () => "unknown" as const);
  await ran({ status: "completed" });
  await told({ installation: { whyNotRunning } });
  expect(whyNotRunning).not.toHaveBeenCalled();
});
