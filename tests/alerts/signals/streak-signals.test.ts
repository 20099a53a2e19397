import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { jobSignals } from "../../../lib/alerts/signals/job-signals.ts";
import type { RuleName } from "../../../lib/alerts/words/vocabulary.ts";
import { cron, every, type JobSchedule, noSchedule } from "../../../lib/cron/time/expressions.ts";
import { insertRuns } from "../../dashboard/run-rows.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { scriptedJob } from "../../support/scripted-job.ts";
import { openOf, runs, storeSchedule, told } from "../support/signal-jobs.ts";
import { before as ago, MINUTE_MS, switchedOff, TURN_AT, type TurnChanges, turnOn } from "../support/signal-turn.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate cron_job_logs, cron_schedules, cron_job_config, cron_scheduler_state`);

const jobOf = (schedule: JobSchedule, more = {}) => scriptedJob([], { name: "a", schedule, ...more }).job;
const hourly = jobOf(cron("0 * * * *"));
const HOLD = { pausedAt: ago(MINUTE_MS), pausedUntil: null };

/** A turn after this history of an hourly job. */
async function turn(history: string, { open = [], ...changes }: TurnChanges & { open?: RuleName[] } = {}) {
  await storeSchedule(domain.db, hourly);
  await insertRuns(domain.db, runs(hourly, history));
  return jobSignals(
    turnOn(domain.db, { jobs: [hourly], unresolved: open.map((rule) => openOf(rule, hourly)), ...changes }),
  );
}

describe("failed", () => {
  test.each<[string, string, RuleName[], string[]]>([
    ["says nothing of a job that is well", "SSSS", [], []],
    ["says nothing of two failures of an hourly job", "SSFF", [], []],
    ["opens at the third failure in a row", "SFFF", [], ["wrong failed job:a"]],
    ["counts what timed out and what was abandoned", "SFTA", [], ["wrong failed job:a"]],
    ["is not interrupted by what a person cancelled", "SFFCF", [], ["wrong failed job:a"]],
    ["begins anew after a success", "FFSFF", [], []],
    ["takes a partial run for a success", "FFFP", ["failed"], ["right failed job:a"]],
    ["says it again while it is open", "SFFFF", ["failed"], ["wrong failed job:a"]],
    ["closes at the next success", "FFFS", ["failed"], ["right failed job:a"]],
    ["stays open after what was cancelled", "FFFC", ["failed"], ["wrong failed job:a"]],
  ])("%s", async (_title, history, open, expected) => {
    expect(told(await turn(history, { open }))).toEqual(expected);
  });

  test("tells the run, how often it failed and since when, and the same of the same rows in a later turn", async () => {
    const signals = await turn("SFFF");
    expect(signals[0]).toMatchObject({
      ...{ at: ago(1000), severity: "warning", jobName: "a", category: "tests" },
      facts: {
        count: 3,
        since: ago(2 * 60 * MINUTE_MS + 2000).toISOString(),
        run: { error: "it broke", durationMs: 1000 },
      },
    });
    const later = turnOn(domain.db, {
      jobs: [hourly],
      unresolved: [openOf("failed", hourly)],
      now: new Date(TURN_AT.getTime() + 60_000),
    });
    expect(await jobSignals(later)).toEqual(signals);
  });

  test.each<[string, JobSchedule, string[]]>([
    ["every 6 hours", cron("0 */6 * * *", "America/New_York"), ["wrong failed job:a"]],
    ["every 6 hours by an interval", every(6 * 3600), ["wrong failed job:a"]],
    ["once a week", cron("0 3 * * 1"), ["wrong failed job:a"]],
    ["when a person starts it", noSchedule, ["wrong failed job:a"]],
    ["every 5 hours", cron("0 */5 * * *"), []],
  ])("opens at the first failure of a job that runs every 6 h or rarer: %s", async (_title, schedule, expected) => {
    const job = jobOf(schedule);
    if (schedule.kind !== "none") await storeSchedule(domain.db, job);
    await insertRuns(domain.db, runs(job, "SF", { trigger: "http" }));
    // In the week before the clocks of New York are put forward, and in that week.
    for (const now of [TURN_AT, new Date("2026-03-07T12:00:00Z"), new Date("2026-03-08T00:00:00Z")]) {
      const reads = turnOn(domain.db, { jobs: [job], now, since: ago(10_000) });
      expect(told(await jobSignals(reads))).toEqual(expected);
    }
  });

  test("a run that a person started counts, a backfill does not", async () => {
    await insertRuns(domain.db, runs(hourly, "FF", { lastEndedMs: 90 * MINUTE_MS }));
    await insertRuns(domain.db, runs(hourly, "FFF", { trigger: "backfill", apartMs: MINUTE_MS }));
    expect(await turn("")).toEqual([]);
    await insertRuns(domain.db, runs(hourly, "F", { trigger: "dashboard" }));
    expect(told(await jobSignals(turnOn(domain.db, { jobs: [hourly] })))).toEqual(["wrong failed job:a"]);
  });

  test("a job that nothing happened to since the cursor is not looked at", async () => {
    await storeSchedule(domain.db, hourly);
    await insertRuns(domain.db, runs(hourly, "FFF", { lastEndedMs: MINUTE_MS }));
    expect(await jobSignals(turnOn(domain.db, { jobs: [hourly] }))).toEqual([]);
    expect(await jobSignals(turnOn(domain.db, { jobs: [hourly], since: ago(2 * MINUTE_MS) }))).toHaveLength(1);
  });

  test("what was switched off is over, what is paused stays as it is, and neither alarms", async () => {
    const config = (data: object) => domain.db.cronJobConfig.create({ data: { jobName: "a", ...data } });
    await config({ enabled: false });
    expect(await turn("SFFF")).toEqual([]);
    expect(told(await turnAgain())).toEqual(["right failed job:a"]);
    await domain.db.cronJobConfig.deleteMany();
    await config(HOLD);
    expect(await jobSignals(turnOn(domain.db, { jobs: [hourly] }))).toEqual([]);
    expect(await turnAgain()).toEqual([]);
    await domain.db.cronJobConfig.deleteMany();
    await domain.db.cronSchedulerState.create({ data: { id: 1, ...HOLD } });
    expect(await turnAgain()).toEqual([]);
  });

  test("of a job that left the code it is over", async () => {
    const reads = turnOn(domain.db, { jobs: [], unresolved: [openOf("failed", hourly)] });
    expect(told(await jobSignals(reads))).toEqual(["right failed job:a"]);
  });

  const turnAgain = () => jobSignals(turnOn(domain.db, { jobs: [hourly], unresolved: [openOf("failed", hourly)] }));
});

describe("a rule that people changed", () => {
  const override = { rule: "failed", scope: "job:a", enabled: null, severity: null, numbers: { failures: 5 } } as const;

  test("counts as they say, for the job alone", async () => {
    expect(await turn("SFFFF", { overrides: [override] })).toEqual([]);
    const other = { ...override, scope: "job:b" };
    const reads = turnOn(domain.db, { jobs: [hourly], overrides: [other] });
    expect(told(await jobSignals(reads))).toEqual(["wrong failed job:a"]);
  });

  test("opens nothing while it is switched off, and what is open is over", async () => {
    expect(await turn("SFFF", { overrides: switchedOff("failed") })).toEqual([]);
    const reads = turnOn(domain.db, {
      ...{ jobs: [hourly], overrides: switchedOff("failed"), unresolved: [openOf("failed", hourly)] },
    });
    expect(told(await jobSignals(reads))).toEqual(["right failed job:a"]);
  });

  test("is told more severely of a job of high importance", async () => {
    const job = jobOf(cron("0 * * * *"), { importance: "high" });
    await insertRuns(domain.db, runs(job, "SFFF"));
    expect(await jobSignals(turnOn(domain.db, { jobs: [job] }))).toMatchObject([{ severity: "critical" }]);
  });
});

describe("partial", () => {
  const on = { overrides: [{ rule: "partial", scope: "", enabled: true, severity: null, numbers: {} }] as const };

  test.each<[string, string, RuleName[], string[]]>([
    ["opens at the third partial run in a row", "SPPP", [], ["wrong partial job:a"]],
    ["not at the second", "SPP", [], []],
    ["closes at a complete run", "PPPS", ["partial"], ["right partial job:a"]],
    ["is not closed by a failure, which is no complete run", "PPPF", ["partial"], []],
  ])("%s", async (_title, history, open, expected) => {
    expect(told(await turn(history, { open, ...on }))).toEqual(expected);
  });

  test("is off where nobody switched it on", async () => {
    expect(await turn("SPPP")).toEqual([]);
  });
});
