import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { jobSignals } from "../../../lib/alerts/signals/job-signals.ts";
import { cron } from "../../../lib/cron/time/expressions.ts";
import { insertRuns, type RunRow } from "../../dashboard/run-rows.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { scriptedJob } from "../../support/scripted-job.ts";
import { openOf, slotRow, storeSchedule } from "../support/signal-jobs.ts";
import { before as ago, MINUTE_MS, TURN_AT, type TurnChanges, turnOn } from "../support/signal-turn.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate cron_job_logs, cron_schedules, cron_job_config`);

const { job } = scriptedJob([], { name: "a", schedule: cron("0 * * * *") });
const hour = (hoursAgo: number) => new Date(TURN_AT.getTime() - hoursAgo * 60 * MINUTE_MS);
const SUBJECT = "schedule:job:a";

/** A turn a few seconds after the hour, in which an hour's slots were written. */
async function turn(rows: readonly RunRow[], { open = false, ...changes }: TurnChanges & { open?: boolean } = {}) {
  if ((await domain.db.cronSchedule.count()) === 0) await storeSchedule(domain.db, job);
  await insertRuns(domain.db, rows);
  const unresolved = open ? [openOf("missed", job, SUBJECT)] : [];
  const signals = await jobSignals(turnOn(domain.db, { jobs: [job], unresolved, ...changes }));
  return signals.filter(({ rule }) => rule === "missed");
}

/** Slots from so many hours ago to now, a letter each: run, missed, skipped, started. */
function slots(history: string, more: Partial<RunRow> = {}): RunRow[] {
  const rows: Record<string, Pick<RunRow, "status">> = {
    r: { status: "completed" },
    f: { status: "failed" },
    m: { status: "missed" },
    s: { status: "skipped" },
    o: { status: "started" },
  };
  return [...history].map((letter, index) => {
    return slotRow(job, hour(history.length - 1 - index), { status: "completed", ...rows[letter], ...more });
  });
}

const words = (signals: Awaited<ReturnType<typeof turn>>) =>
  signals.map((signal) => {
    return signal.says === "right" ? "right" : `wrong ${signal.facts.code} ${signal.facts.count} ${signal.facts.since}`;
  });

describe("slots that ended as missed", () => {
  test.each<[string, string, boolean, string[]]>([
    ["none", "rrr", false, []],
    ["the latest", "rrm", false, ["wrong missed 1 2026-03-10T12:00:00.000Z"]],
    ["the latest two", "rmm", true, ["wrong missed 2 2026-03-10T11:00:00.000Z"]],
    ["before one that ran", "rmr", true, ["right"]],
    ["before one that ran, and failed: it ran", "rmf", true, ["right"]],
    ["before one that has begun", "rmo", true, ["right"]],
    ["before one that was skipped, which did not run", "rms", true, ["wrong missed 1 2026-03-10T11:00:00.000Z"]],
    ["before one that ran, told to nobody", "rmr", false, []],
  ])("%s", async (_title, history, open, expected) => {
    expect(words(await turn(slots(history), { open }))).toEqual(expected);
  });

  test("a range counts for all of its slots", async () => {
    const range = slotRow(job, hour(9), {
      status: "missed",
      more: { slotUntil: hour(0), slotCount: 10, completedAt: ago(1000) },
    });
    expect(words(await turn([range]))).toEqual(["wrong missed 10 2026-03-10T03:00:00.000Z"]);
  });
});

describe("slots that nobody sees to", () => {
  const due = (slot: Date, more: object = {}) =>
    storeSchedule(domain.db, job, { nextSlot: slot, nextRunAt: slot, ...more });
  const at = (ms: number) => ({ now: new Date(TURN_AT.getTime() + ms) });

  test("are missed once the schedule's grace and the rule's margin are over, and not while nobody had his chance", async () => {
    await due(hour(0));
    expect(await turn([], at(90_000))).toEqual([]);
    expect(words(await turn([], at(90_001)))).toEqual(["wrong no_ending 1 2026-03-10T12:00:00.000Z"]);
    expect(await turn([], { ...at(90_001), awake: false })).toEqual([]);
  });

  test("wait for as long as the job's own margin says", async () => {
    await due(hour(0));
    const overrides = [
      { rule: "missed", scope: "job:a", enabled: null, severity: null, numbers: { marginSeconds: 600 } },
    ] as const;
    expect(await turn([], { ...at(630_000), overrides })).toEqual([]);
    expect(await turn([], { ...at(630_001), overrides })).toHaveLength(1);
  });

  test("are counted, and are no longer wrong once the latest of them runs", async () => {
    await due(hour(3));
    expect(words(await turn([], at(300_000)))).toEqual(["wrong no_ending 4 2026-03-10T09:00:00.000Z"]);
    await domain.db.cronSchedule.updateMany({ data: { nextSlot: hour(-1), nextRunAt: hour(-1) } });
    expect(words(await turn(slots("sssr"), { ...at(310_000), open: true }))).toEqual(["right"]);
  });

  test("are not missed where a platform delivered the latest: nobody has moved the schedule on yet", async () => {
    await due(hour(2));
    expect(await turn(slots("rrr"), at(300_000))).toEqual([]);
  });

  test("wait because their schedule is parked", async () => {
    const retry = new Date(TURN_AT.getTime() + 330_000);
    await due(hour(0), { nextRunAt: retry, parkedAt: hour(0), parkedReason: "its zone is unknown" });
    expect(words(await turn([], at(300_000)))).toEqual(["wrong parked 1 2026-03-10T12:00:00.000Z"]);
  });

  test("have a run that nobody begins, for five minutes, but not one that waits for its key or its turn", async () => {
    const queued = (more: object) =>
      turn(slots("o", { status: "queued", more: { attempts: 0, ...more } }), at(300_001));
    for (const more of [{ reason: "waits_for_lock" }, { trigger: "catch_up" }, { attempts: 1 }]) {
      expect(await queued(more)).toEqual([]);
      await domain.db.cronJobLog.deleteMany();
    }
    expect(words(await queued({}))).toEqual(["wrong not_begun 1 2026-03-10T12:00:00.000Z"]);
  });

  test.each<[string, object, object | null]>([
    ["a schedule that is paused", { pausedAt: hour(5) }, null],
    ["a schedule that is switched off", { enabled: false }, null],
    ["a paused job", {}, { pausedAt: hour(5) }],
    ["a job that is switched off", {}, { enabled: false }],
  ])("do not alarm of %s", async (_title, schedule, config) => {
    await due(hour(1), schedule);
    if (config) await domain.db.cronJobConfig.create({ data: { jobName: "a", ...config } });
    expect(await turn([], at(300_000))).toEqual([]);
  });
});

test("a schedule that was deleted, removed or switched off has missed nothing any more", async () => {
  await storeSchedule(domain.db, job, { enabled: false });
  expect(words(await turn([], { open: true }))).toEqual(["right"]);
  await domain.db.cronSchedule.updateMany({
    data: { enabled: true, removedAt: hour(1), nextSlot: null, nextRunAt: null },
  });
  expect(words(await turn([], { open: true }))).toEqual(["right"]);
  const gone = await jobSignals(turnOn(domain.db, { jobs: [], unresolved: [openOf("missed", job, SUBJECT)] }));
  expect(gone).toEqual([{ rule: "missed", subject: SUBJECT, at: TURN_AT, says: "right" }]);
});
