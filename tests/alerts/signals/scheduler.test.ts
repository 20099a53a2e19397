import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { schedulerSignals } from "../../../lib/alerts/signals/scheduler.ts";
import type { Prisma } from "../../../lib/db.ts";
import { platformSettings } from "../../../lib/platform/settings.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";
import { before, MINUTE_MS, openIncident, switchedOff, TURN_AT, turnOn } from "../support/signal-turn.ts";

const jobs = ["a", "b"].map((name) => scriptedJob([step.returns(ok)], { name }).job);

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate cron_schedules, cron_job_logs cascade`);

async function due(jobName: string, secondsAgo: number, row: Partial<Prisma.CronScheduleCreateInput> = {}) {
  const at = before(secondsAgo * 1000);
  const timing = { kind: "interval", everySeconds: 60, anchorAt: at, nextSlot: at, nextRunAt: at };
  await domain.db.cronSchedule.create({
    data: { id: `job:${jobName}`, jobName, name: jobName, origin: "code", declared: {}, ...timing, ...row },
  });
}
const made = (trigger: string, secondsAgo: number) =>
  domain.db.cronJobLog.create({
    data: {
      ...{ id: randomUUID(), jobName: "b", status: "completed", trigger, lockKey: "b", completedAt: TURN_AT },
      ...{ startedAt: before(secondsAgo * 1000), createdAt: before(secondsAgo * 1000) },
    },
  });

/** The platform calls a tick every so many minutes, and may be a minute late. */
const onPlatform = (schedule: string) => ({
  onPlatform: true,
  platform: {
    settings: platformSettings.parse({ plan: "pro" }),
    vercelJson: { crons: [{ path: "/api/cron/tick", schedule }] },
  },
});

const told = (changes = {}) => schedulerSignals(turnOn(domain.db, { jobs, ...changes }));
const wrong = (count: number, secondsAgo: number) => ({
  ...{ rule: "scheduler", subject: "scheduler", at: TURN_AT, jobName: null, category: null },
  ...{ says: "wrong", severity: "critical", facts: { since: before(secondsAgo * 1000).toISOString(), count } },
});
const open = [openIncident("scheduler", "scheduler")];
const over = { rule: "scheduler", subject: "scheduler", at: TURN_AT, says: "right" };

test("what is due for two turns without a dispatch is told with since when, and of how many schedules", async () => {
  await due("a", 29);
  expect(await told()).toEqual([]);
  await due("b", 31);
  expect(await told()).toEqual([wrong(1, 31)]);
  await domain.db.$executeRaw`update cron_schedules set next_run_at = next_run_at - interval '1 minute'`;
  expect(await told()).toEqual([wrong(2, 91)]);
});

test("it is over when what was due has been moved on", async () => {
  await due("a", -30);
  expect(await told({ unresolved: open })).toEqual([over]);
});

test("nothing is said right after a time in which nobody looked: whoever dispatches needs a moment", async () => {
  await due("a", 600);
  expect(await told({ awake: false, unresolved: open })).toEqual([]);
  expect(await told({ unresolved: open })).toEqual([wrong(1, 600)]);
});

test.each([
  ["schedule", 20, []],
  ["catch_up", 20, []],
  ["schedule", 40, ["wrong"]],
  ["http", 20, ["wrong"]],
])(
  "a dispatcher that is only behind is no standstill: a run by %s was made %s s ago",
  async (trigger, ago, expected) => {
    await due("a", 60);
    await made(trigger, ago);
    expect((await told()).map(({ says }) => says)).toEqual(expected);
  },
);

test("schedules of jobs that left the code, or that never come again, wait for nobody", async () => {
  await due("gone", 600);
  await due("a", 600, { nextSlot: null, nextRunAt: null });
  expect(await told()).toEqual([]);
});

test.each([
  ["every minute", "* * * * *", 239, 241],
  ["every ten minutes", "*/10 * * * *", 22 * 60 - 1, 22 * 60 + 1],
])(
  "on the platform the tick %s is the expected turn, and its next call sees what stands",
  async (_name, tick, less, more) => {
    await due("a", less);
    expect(await told({ installation: onPlatform(tick), awake: false })).toEqual([]);
    await due("b", more);
    expect(await told({ installation: onPlatform(tick), awake: false })).toEqual([wrong(1, more)]);
  },
);

test("on a platform that calls no tick, nobody dispatches and nothing stands", async () => {
  await due("a", 10 * 60 * 60);
  const { platform } = onPlatform("* * * * *");
  expect(await told({ installation: { onPlatform: true, platform: { ...platform, vercelJson: {} } } })).toEqual([]);
});

test("people may have it wait longer, or switch it off", async () => {
  await due("a", (4 * MINUTE_MS) / 1000);
  const [rule] = switchedOff("scheduler");
  expect(await told({ overrides: [{ ...rule, enabled: null, numbers: { turns: 20 } }] })).toEqual([]);
  expect(await told({ overrides: switchedOff("scheduler"), unresolved: open })).toEqual([over]);
});
