import { describe, expect, test } from "vitest";
import { percentile } from "../../../lib/cron/words/percentile.ts";
import type { RunStatus } from "../../../lib/cron/words/vocabulary.ts";
import { attentionOf } from "../../../lib/dashboard/jobs/attention.ts";
import { jobStateOf } from "../../../lib/dashboard/jobs/job-condition.ts";
import type { JobFacts } from "../../../lib/dashboard/jobs/job-facts.ts";
import type { RecentRow } from "../../../lib/dashboard/runs/recent-rows.ts";

const NOW = new Date("2026-03-10T12:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

const well: JobFacts = {
  name: "job",
  enabled: true,
  pause: null,
  timeoutMs: 60_000,
  dueSince: null,
  schedule: null,
  open: [],
  rows: [],
};

/** Rows newest first, a minute apart. */
const rows = (...states: (RunStatus | [RunStatus, number])[]): RecentRow[] =>
  states.map((state, index) => {
    const [status, durationMs] = Array.isArray(state) ? state : [state, 1000];
    const ran = ["completed", "partial", "failed", "timed_out", "abandoned"].includes(status);
    return {
      id: `run-${index}`,
      jobName: "job",
      status,
      reason: null,
      startedAt: ago(index),
      durationMs: ran ? durationMs : null,
      slots: 1,
      error: status === "failed" ? `error ${index}` : null,
    };
  });
const many = (count: number, state: RunStatus | [RunStatus, number]) => rows(...Array(count).fill(state));
const repeat = (count: number, state: RunStatus | [RunStatus, number]) => Array(count).fill(state);

const found = (facts: Partial<JobFacts>) => attentionOf({ ...well, ...facts }, NOW);
const kinds = (facts: Partial<JobFacts>) => found(facts).map(({ kind }) => kind);

describe("a failing streak", () => {
  test.each<[string, RecentRow[], number | null]>([
    ["no run", [], null],
    ["one failure", rows("failed", "completed"), null],
    ["two in a row", rows("failed", "failed", "completed"), 2],
    ["a timeout and a lost process count", rows("timed_out", "abandoned", "failed", "completed"), 3],
    ["what never ran stands between", rows("failed", "skipped", "failed", "cancelled", "failed", "partial"), 3],
    ["a success ended it", rows("completed", "failed", "failed"), null],
    ["a running run has not ended it", rows("started", "failed", "failed"), 2],
  ])("%s", (_name, of, streak) => {
    const failing = found({ rows: of }).find(({ kind }) => kind === "failing");
    expect(failing?.kind === "failing" ? failing.streak : null).toBe(streak);
  });

  test("tells since when, the last run and its error", () => {
    expect(found({ rows: rows("skipped", "failed", "failed", "completed") })).toEqual([
      { kind: "failing", runId: "run-1", since: ago(2), streak: 2, atLeast: false, error: "error 1" },
    ]);
  });
});

describe("missed slots", () => {
  test.each<[string, RecentRow[], number | null]>([
    ["none", rows("completed"), null],
    ["missed, and nothing has run since", rows("missed", "completed"), 1],
    ["several, others skipped between", rows("missed", "skipped", "missed", "completed"), 2],
    ["before the latest run", rows("completed", "missed"), null],
    ["one runs now", rows("started", "missed"), null],
    ["a range of slots is counted whole", [{ ...rows("missed")[0], slots: 40 } as RecentRow], 40],
  ])("%s", (_name, of, slots) => {
    const missed = found({ rows: of }).find(({ kind }) => kind === "missed");
    expect(missed?.kind === "missed" ? missed.slots : null).toBe(slots);
  });
});

describe("a stuck run", () => {
  const run = { id: "r", jobName: "job", startedAt: ago(30), progress: null };
  test.each([
    ["kept alive", ago(-1), null, null],
    ["its lease has just ended: the sweep will take it", ago(0.5), null, null],
    ["its lease ended long ago", ago(2), null, "lease_over"],
    ["asked to stop just now", ago(-1), ago(0.5), null],
    ["asked to stop long ago", ago(-1), ago(5), "ignores_stop"],
  ] as const)("%s", (_name, leaseExpiresAt, stopRequestedAt, why) => {
    const [stuck] = found({ open: [{ ...run, leaseExpiresAt, stopRequestedAt }] });
    expect(stuck?.kind === "stuck" ? stuck.why : null).toBe(why);
  });
});

describe("the timeout", () => {
  test.each<[string, RecentRow[], "p95" | "twice" | null]>([
    ["fast runs", many(20, ["completed", 10_000]), null],
    ["too few runs to say", many(4, ["completed", 59_000]), null],
    ["p95 at 80 % exactly", many(20, ["completed", 48_000]), null],
    ["p95 beyond 80 %", many(20, ["completed", 48_001]), "p95"],
    ["one outlier among twenty", rows(["completed", 59_000], ...repeat(19, ["completed", 1000])), null],
    ["timed out once", rows(["timed_out", 60_000], "completed"), null],
    ["timed out twice in a row", rows(["timed_out", 60_000], ["timed_out", 60_000], "completed"), "twice"],
  ])("%s", (_name, of, why) => {
    const near = found({ rows: of }).find(({ kind }) => kind === "near_timeout");
    expect(near?.kind === "near_timeout" ? near.why : null).toBe(why);
  });

  test("the value to set is p99 x 1.5", () => {
    const [near] = found({ rows: many(100, ["completed", 50_000]) });
    expect(near).toMatchObject({ kind: "near_timeout", p95: 50_000, timeoutMs: 60_000, suggestedSeconds: 75 });
  });
});

describe("slower than usual", () => {
  const history = (latest: number, before: number) =>
    rows(...repeat(20, ["completed", latest]), ...repeat(30, ["completed", before]));
  test.each([
    ["as ever", history(2000, 2000), false],
    ["twice as slow", history(4000, 2000), true],
    ["twice of nothing", history(40, 20), false],
    ["a little slower", history(3000, 2000), false],
    ["not enough before", rows(...repeat(20, ["completed", 9000]), ...repeat(5, ["completed", 1000])), false],
  ])("%s", (_name, of, slow) => {
    expect(kinds({ rows: of }).includes("slow")).toBe(slow);
  });
});

describe("what people did", () => {
  const pause = (hours: number) => ({ since: ago(hours * 60), until: null, reason: null, by: null });
  const trouble = { rows: rows("failed", "failed"), dueSince: ago(10) };
  test.each<[string, Partial<JobFacts>, string[]]>([
    ["a pause over a night is meant", { pause: pause(12) }, []],
    ["a pause of days is asked about", { pause: pause(30) }, ["paused"]],
    ["a paused job is not asked whether it runs", { ...trouble, pause: pause(1) }, []],
    ["nor a disabled one", { ...trouble, enabled: false }, []],
    ["due for a few seconds is not late", { dueSince: ago(0.5) }, []],
    ["due for minutes is", { dueSince: ago(3) }, ["overdue"]],
    ["all of it, worst first", trouble, ["failing", "overdue"]],
  ])("%s", (_name, facts, expected) => expect(kinds(facts)).toEqual(expected));
});

test.each<[string, Partial<JobFacts>, string]>([
  ["nothing has run", {}, "new"],
  ["it runs well", { rows: rows("completed") }, "healthy"],
  ["it fails", { rows: rows("failed", "failed") }, "failing"],
  ["it missed a slot", { rows: rows("missed", "completed") }, "attention"],
  ["it fails and is off", { enabled: false, rows: rows("failed", "failed") }, "disabled"],
])("the state of a job when %s", (_name, facts, state) => {
  const job = { ...well, ...facts };
  expect(jobStateOf(job, attentionOf(job, NOW))).toBe(state);
});

test("a percentile is a value that came about", () => {
  expect([percentile([], 0.95), percentile([7], 0.5), percentile([3, 1, 2], 0.5)]).toEqual([0, 7, 2]);
});
