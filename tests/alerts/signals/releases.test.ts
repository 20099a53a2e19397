import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { readKnownSince, recordRelease, releaseSignals } from "../../../lib/alerts/signals/releases.ts";
import type { JobSchedule } from "../../../lib/cron/time/expressions.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";
import { before, MINUTE_MS, openIncident, switchedOff, TURN_AT, turnOn } from "../support/signal-turn.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate job_releases`);

const jobsOf = (times: Record<string, JobSchedule>) =>
  Object.entries(times).map(([name, schedule]) => scriptedJob([step.returns(ok)], { name, schedule }).job);
const daily: JobSchedule = { kind: "cron", expression: "0 2 * * *", timezone: "UTC" };
const noon: JobSchedule = { kind: "cron", expression: "0 12 * * *", timezone: "UTC" };

/** A process of the release looks for the first time. */
async function began(release: string | null, times: Record<string, JobSchedule>, minutesAgo: number) {
  const now = before(minutesAgo * MINUTE_MS);
  const turn = turnOn(domain.db, { jobs: jobsOf(times), now, installation: { release } });
  await recordRelease(turn);
  return turn;
}

const told = (changes = {}) => releaseSignals(turnOn(domain.db, changes));

test("the first release that is known is no news", async () => {
  await began("r1", { a: daily }, 10);
  expect(await told()).toEqual([]);
});

test("a new release is told with what it added, removed and rescheduled", async () => {
  await began("r1", { a: daily, b: daily, c: daily }, 10);
  await began("r2", { b: noon, c: daily, d: daily }, 5);
  expect(await told()).toEqual([
    {
      ...{ rule: "release", subject: "release:r2", at: before(5 * MINUTE_MS), jobName: null, category: null },
      ...{ says: "wrong", severity: "info" },
      facts: { names: { added: ["d"], removed: ["a"], rescheduled: ["b"] } },
    },
  ]);
});

test.each([
  ["the same jobs at the same times", "r2", { a: daily }, 5, {}],
  ["more than a day old", "r2", { b: daily }, 24 * 60, {}],
  ["told to nobody, by the rule", "r2", { b: daily }, 5, { overrides: switchedOff("release") }],
])("a new release with what is %s is no news, and the incident of the one before is over", async (...release) => {
  const [, name, times, minutesAgo, changes] = release;
  await began("r1", { a: daily }, 48 * 60);
  await began(name, times as Record<string, JobSchedule>, minutesAgo);
  const unresolved = [openIncident("release", "release:r1")];
  expect(await told({ ...changes, unresolved })).toEqual([
    { rule: "release", subject: "release:r1", at: TURN_AT, says: "right" },
  ]);
});

test("two releases side by side are each written down once, whoever has the turn", async () => {
  const one = await began("r1", { a: daily }, 10);
  const other = await began("r2", { a: noon }, 9);
  for (const turn of [one, other, one]) await recordRelease(turn);
  expect(await domain.db.jobRelease.count()).toBe(2);
});

test("another process of the same release writes nothing, one without a commit tells by its jobs", async () => {
  await began(null, { a: daily }, 10);
  await began(null, { a: daily }, 9);
  expect(await domain.db.jobRelease.count()).toBe(1);
  await began(null, { a: daily, b: daily }, 8);
  expect(await told()).toMatchObject([{ facts: { names: { added: ["b"], removed: [], rescheduled: [] } } }]);
});

test("the latest hundred releases are kept", async () => {
  const data = Array.from({ length: 120 }, (_, n) => ({
    at: before((200 - n) * MINUTE_MS),
    release: `r${n}`,
    jobs: {},
  }));
  await domain.db.jobRelease.createMany({ data });
  await began("newest", { a: daily }, 1);
  expect(await domain.db.jobRelease.count()).toBe(100);
  expect(await domain.db.jobRelease.findFirst({ orderBy: { id: "asc" } })).toMatchObject({ release: "r21" });
});

test("a job is known since it came without having left again", async () => {
  await began("r1", { a: daily, b: daily }, 40);
  await began("r2", { b: daily }, 30);
  await began("r3", { a: daily, b: noon }, 20);
  await began("r4", { a: daily, b: noon }, 10);
  const since = await readKnownSince(turnOn(domain.db, { jobs: jobsOf({ a: daily, b: daily, c: daily }) }));
  expect(Object.fromEntries(since)).toEqual({ a: before(20 * MINUTE_MS), b: before(40 * MINUTE_MS), c: TURN_AT });
});
