import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { jobSignals } from "../../../lib/alerts/signals/job-signals.ts";
import type { RuleName } from "../../../lib/alerts/words/vocabulary.ts";
import { cron } from "../../../lib/cron/time/expressions.ts";
import { insertRuns, type RunRow } from "../../dashboard/run-rows.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { scriptedJob } from "../../support/scripted-job.ts";
import { openOf, runs, slotRow, told } from "../support/signal-jobs.ts";
import { before as ago, MINUTE_MS, TURN_AT, type TurnChanges, turnOn } from "../support/signal-turn.ts";

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
});
afterAll(() => domain.close());
beforeEach(() => domain.db.$executeRaw`truncate cron_job_logs`);

const { job } = scriptedJob([], { name: "a", schedule: cron("*/5 * * * *"), timeoutSeconds: 600 });
const SECOND_MS = 1000;

async function turn(rows: readonly RunRow[], { open = [], ...changes }: TurnChanges & { open?: RuleName[] } = {}) {
  await insertRuns(domain.db, rows);
  return jobSignals(turnOn(domain.db, { jobs: [job], unresolved: open.map((rule) => openOf(rule, job)), ...changes }));
}

describe("slow", () => {
  /** Twenty runs of 30 s, and one that ended now. */
  const history = (lastMs: number, more: Partial<RunRow> = {}, usualMs = 30 * SECOND_MS) => [
    ...runs(job, "S".repeat(20), { durationMs: usualMs, apartMs: 5 * MINUTE_MS, lastEndedMs: 10 * MINUTE_MS }),
    ...runs(job, "S", { durationMs: lastMs, ...more }),
  ];

  test.each<[string, RunRow[], RuleName[], string[]]>([
    ["says nothing of a run as long as the others", history(30 * SECOND_MS), [], []],
    ["says nothing of one that takes three times the p95", history(90 * SECOND_MS), [], []],
    ["opens above that", history(91 * SECOND_MS), [], ["wrong slow job:a"]],
    ["never below a minute", history(59 * SECOND_MS, {}, SECOND_MS), [], []],
    ["above a minute where runs are short", history(61 * SECOND_MS, {}, SECOND_MS), [], ["wrong slow job:a"]],
    ["closes at a run that is back under", history(80 * SECOND_MS), ["slow"], ["right slow job:a"]],
    ["leaves out a run that was attempted twice", history(200 * SECOND_MS, { more: { attempts: 2 } }), [], []],
    ["leaves out a run that was handed back", history(200 * SECOND_MS, { more: { interruptions: 1 } }), [], []],
    ["says nothing while nine runs are known", history(200 * SECOND_MS).slice(11), [], []],
    [
      "opens for a run that its timeout cut",
      history(600 * SECOND_MS, { status: "timed_out" }),
      [],
      ["wrong slow job:a"],
    ],
    [
      "is not closed by a run that failed at once",
      [...history(200 * SECOND_MS, { startedAt: ago(5 * MINUTE_MS).toISOString() }), ...runs(job, "F")],
      ["slow"],
      ["wrong slow job:a"],
    ],
  ])("%s", async (_title, rows, open, expected) => {
    expect(told(await turn(rows, { open }))).toEqual(expected);
  });

  test("opens for a run that is still at work, when it has been for too long, and tells how long", async () => {
    await insertRuns(domain.db, history(30 * SECOND_MS));
    const at = (seconds: number) =>
      ({ startedAt: ago(seconds * SECOND_MS).toISOString(), job: "a", status: "started" }) as const;
    expect(await turn([at(89)], { since: TURN_AT })).toEqual([]);
    await domain.db.cronJobLog.deleteMany({ where: { status: "started" } });
    expect(await turn([at(100)], { since: TURN_AT })).toMatchObject([
      {
        rule: "slow",
        at: ago(10 * SECOND_MS),
        facts: { code: "running", numbers: { durationMs: 90_000, usualMs: 30_000 } },
      },
    ]);
  });

  test("opens when the p95 comes to 80 % of the timeout, though no run is slower than the others", async () => {
    expect(await turn(history(479 * SECOND_MS, {}, 479 * SECOND_MS))).toEqual([]);
    await domain.db.cronJobLog.deleteMany();
    expect(await turn(history(480 * SECOND_MS, {}, 480 * SECOND_MS))).toMatchObject([
      { severity: "info", facts: { code: "near_timeout", numbers: { p95Ms: 480_000, timeoutMs: 600_000 } } },
    ]);
  });

  test("asks for a job's own factor of its usual length", async () => {
    const overrides = [
      { rule: "slow", scope: "job:a", enabled: null, severity: null, numbers: { usualFactor: 5 } },
    ] as const;
    expect(await turn(history(149 * SECOND_MS), { overrides })).toEqual([]);
    await domain.db.cronJobLog.deleteMany();
    expect(told(await turn(history(151 * SECOND_MS), { overrides }))).toEqual(["wrong slow job:a"]);
  });
});

describe("overrun", () => {
  /** Slots every five minutes, the newest one just over: `r` ran for four minutes, `s` was skipped meanwhile. */
  function slots(history: string, reason = "already_running"): RunRow[] {
    return [...history].map((letter, index) => {
      const slot = ago((history.length - 1 - index) * 5 * MINUTE_MS + 4 * MINUTE_MS + 500);
      const never = { status: "skipped", more: { reason } } as const;
      const ran = { status: "completed", durationMs: 4 * MINUTE_MS } as const;
      return slotRow(job, slot, letter === "r" ? ran : never);
    });
  }

  test.each<[string, string, RuleName[], string[]]>([
    ["says nothing while all slots run", "rrrrrrrrrr", [], []],
    ["says nothing of two skips among ten", "rrsrrsrrrr", [], []],
    ["opens at the third", "rrsrrsrrsr", [], ["wrong overrun job:a"]],
    ["closes when there are fewer again", "rrsrsrrrrrrsr", ["overrun"], ["right overrun job:a"]],
    ["stays open while every other slot is skipped", "rsrsrsrsrs", ["overrun"], ["wrong overrun job:a"]],
  ])("%s", async (_title, history, open, expected) => {
    expect(told(await turn(slots(history), { open, since: ago(60 * MINUTE_MS) }))).toEqual(expected);
  });

  test("tells how much of the time was waiting and how much running", async () => {
    const [signal] = await turn(slots("rsrsrsrsrs"), { since: ago(60 * MINUTE_MS) });
    const numbers = { intervalMs: 5 * MINUTE_MS, waitShare: 0, runShare: 1 };
    expect(signal).toMatchObject({ facts: { count: 5, numbers, run: { durationMs: 4 * MINUTE_MS } } });
  });

  test.each(["paused", "disabled", "skipped_by_person", "coalesced"])(
    "does not count what is skipped as %s",
    async (reason) => {
      expect(await turn(slots("rsssssssss", reason), { since: ago(60 * MINUTE_MS) })).toEqual([]);
    },
  );

  test("a run that nobody begins is another trouble, though slots are skipped behind it", async () => {
    const waiting = slotRow(job, ago(25 * MINUTE_MS), { status: "queued", more: { attempts: 0 } });
    expect(await turn([waiting, ...slots("ssss")], { awake: false, since: ago(60 * MINUTE_MS) })).toEqual([]);
  });
});
