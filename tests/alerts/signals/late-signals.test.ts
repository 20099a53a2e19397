import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { jobSignals } from "../../../lib/alerts/signals/job-signals.ts";
import type { AnyJob } from "../../../lib/cron/jobs/define-job.ts";
import { cron } from "../../../lib/cron/time/expressions.ts";
import { byTime, type FinishBy, withinSeconds } from "../../../lib/cron/time/finish-by.ts";
import { insertRuns, type RunRow } from "../../dashboard/run-rows.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { scriptedJob } from "../../support/scripted-job.ts";
import { openOf, slotRow, storeSchedule } from "../support/signal-jobs.ts";
import { MINUTE_MS, switchedOff, TURN_AT, type TurnChanges, turnOn } from "../support/signal-turn.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate cron_job_logs, cron_schedules, cron_job_config`);

/** Its slot of the day is at ten; the turn is at noon. */
const jobOf = (finishBy: FinishBy, timezone = "UTC") =>
  scriptedJob([], { name: "a", schedule: cron("0 10 * * *", timezone), finishBy, timeoutSeconds: 36_000 }).job;
const job = jobOf(withinSeconds(2 * 3600 + 1800));
const DAY_MS = 24 * 60 * MINUTE_MS;
const slot = (daysAgo: number) => new Date(TURN_AT.getTime() - 2 * 60 * MINUTE_MS - daysAgo * DAY_MS);
const ran = (daysAgo: number, minutes: number, more: Partial<RunRow> = {}) =>
  slotRow(job, slot(daysAgo), { status: "completed", durationMs: minutes * MINUTE_MS, ...more });
/** A week of slots that took so many minutes each, until yesterday. */
const week = (minutes: number) => [7, 6, 5, 4, 3, 2, 1].map((days) => ran(days, minutes));
const started: Partial<RunRow> = { status: "started" };

interface LateTurn extends TurnChanges {
  of?: AnyJob;
  open?: boolean;
  minutesLater?: number;
}

async function turn(rows: readonly RunRow[], { of = job, open = false, minutesLater = 0, ...changes }: LateTurn = {}) {
  if ((await domain.db.cronSchedule.count()) === 0) await storeSchedule(domain.db, of);
  await insertRuns(domain.db, rows);
  const now = new Date(TURN_AT.getTime() + minutesLater * MINUTE_MS);
  const unresolved = open ? [openOf("late", of)] : [];
  const signals = await jobSignals(turnOn(domain.db, { jobs: [of], now, unresolved, ...changes }));
  return signals.filter(({ rule }) => rule === "late");
}

const words = (signals: Awaited<ReturnType<typeof turn>>) =>
  signals.map((signal) => (signal.says === "wrong" ? `wrong ${signal.facts.code} ${signal.facts.since}` : "right"));

const DEADLINE = "2026-03-10T12:30:00.000Z";

test.each<[string, RunRow[], object, string[]]>([
  ["a slot that was done in time", [...week(20), ran(0, 20)], {}, []],
  ["one that was done in time, while an earlier was late", [...week(200), ran(0, 20)], { open: true }, ["right"]],
  ["one under way that will usually be done in time", [...week(140), ran(0, 0, started)], {}, []],
  ["one under way that will usually be late", [...week(151), ran(0, 0, started)], {}, [`wrong forecast ${DEADLINE}`]],
  [
    "one of which too little is known",
    [ran(2, 151), ran(0, 0, started)],
    {},
    ["wrong passed 2026-03-08T12:30:00.000Z"],
  ],
  ["one that failed before its deadline", [...week(20), ran(0, 5, { status: "failed" })], {}, []],
  [
    "one that failed, after it",
    [...week(20), ran(0, 5, { status: "failed" })],
    { minutesLater: 31 },
    [`wrong passed ${DEADLINE}`],
  ],
  [
    "one still under way after it",
    [...week(20), ran(0, 0, started)],
    { minutesLater: 31 },
    [`wrong passed ${DEADLINE}`],
  ],
  ["one that was done after it", [...week(20), ran(0, 151)], { minutesLater: 40 }, [`wrong passed ${DEADLINE}`]],
  [
    "one that was missed, after it",
    [...week(20), ran(0, 0, { status: "missed" })],
    { minutesLater: 31 },
    [`wrong passed ${DEADLINE}`],
  ],
  ["one that a person took out", [...week(20), ran(0, 0, { status: "skipped" })], { minutesLater: 31 }, []],
  ["one that a person cancelled", [...week(20), ran(0, 5, { status: "cancelled" })], { minutesLater: 31 }, []],
])("%s", async (_title, rows, changes, expected) => {
  expect(words(await turn(rows, changes))).toEqual(expected);
});

test("a slot that failed is done in time by a run that a person started", async () => {
  const byHand = { job: "a", status: "completed", startedAt: "2026-03-10T11:00:00Z", trigger: "dashboard" } as const;
  const rows = [...week(20), ran(0, 5, { status: "failed" }), byHand];
  expect(words(await turn(rows, { minutesLater: 40 }))).toEqual([]);
});

test("a slot that no dispatcher has seen is late after its deadline, a slot that never was is not", async () => {
  await storeSchedule(domain.db, job, { nextSlot: slot(0), nextRunAt: slot(0) });
  expect(words(await turn(week(20), { minutesLater: 31 }))).toEqual([`wrong passed ${DEADLINE}`]);
  await domain.db.cronSchedule.deleteMany();
  expect(words(await turn([], { minutesLater: 31 }))).toEqual([]);
});

test("a job of which people made many schedules is late by its own", async () => {
  const mine = (at: number) => ({
    id: `a-${at}`,
    jobName: "a",
    name: "a",
    origin: "person",
    kind: "cron",
    expression: "0 0 1 1 *",
  });
  await domain.db.cronSchedule.createMany({ data: Array.from({ length: 80 }, (_, at) => mine(at)) });
  await storeSchedule(domain.db, job);
  expect(words(await turn([...week(20), ran(0, 0, started)], { minutesLater: 31 }))).toEqual([
    `wrong passed ${DEADLINE}`,
  ]);
});

test("while it is paused or switched off nothing is late", async () => {
  const rows = [...week(20), ran(0, 0, started)];
  await storeSchedule(domain.db, job, { pausedAt: slot(3) });
  expect(await turn(rows, { minutesLater: 31 })).toEqual([]);
  await domain.db.cronSchedule.updateMany({ data: { pausedAt: null, enabled: false } });
  expect(await turn([], { minutesLater: 31 })).toEqual([]);
  await domain.db.cronSchedule.updateMany({ data: { enabled: true } });
  expect(await turn([], { minutesLater: 31 })).toHaveLength(1);
  expect(await turn([], { minutesLater: 31, overrides: switchedOff("late") })).toEqual([]);
});

test("a local time of day is a deadline, on the clocks of the schedule or its own", async () => {
  const seoul = jobOf(byTime("21:30", "Asia/Seoul"));
  const rows = [...week(20), ran(0, 0, started)];
  expect(words(await turn(rows, { of: seoul, minutesLater: 30 }))).toEqual([]);
  expect(words(await turn([], { of: seoul, minutesLater: 31 }))).toEqual([`wrong passed ${DEADLINE}`]);
});

test("the deadline, and the p95 that the forecast is made by, are told", async () => {
  const [signal] = await turn([...week(151), ran(0, 0, started)]);
  expect(signal).toMatchObject({
    ...{ subject: "job:a", at: slot(0) },
    facts: {
      numbers: { deadlineAt: Date.parse(DEADLINE), p95Ms: 151 * MINUTE_MS },
      schedule: { id: "job:a" },
      run: { slot: slot(0).toISOString() },
    },
  });
});
