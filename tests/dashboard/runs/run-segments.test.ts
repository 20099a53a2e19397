import { expect, test } from "vitest";
import type { AttemptView } from "../../../lib/dashboard/runs/attempts.ts";
import { lateByMs } from "../../../lib/dashboard/runs/run-entry.ts";
import { segmentsOf, timeLeftMs } from "../../../lib/dashboard/runs/run-timeline.ts";
import type { RunDetail } from "../../../lib/dashboard/runs/runs.ts";

const at = (seconds: number) => new Date(Date.UTC(2026, 2, 10, 12) + seconds * 1000);
const attempt = (from: number, to: number | null, outcome: AttemptView["outcome"]): AttemptView => ({
  attempt: 1,
  startedAt: at(from),
  endedAt: to === null ? null : at(to),
  outcome,
  error: null,
  worker: null,
});

function run(changes: Partial<RunDetail>): RunDetail {
  const base = { state: "started", trigger: "platform", attempts: 1, createdAt: at(0), scheduledFor: at(0) } as const;
  return { ...base, startedAt: at(2), progress: null, attemptLog: [], nextAttemptAt: null, ...changes } as RunDetail;
}

const told = (changes: Partial<RunDetail>, now = at(100)) =>
  segmentsOf(run(changes), now).map(({ kind, ms }) => `${kind} ${ms / 1000}`);

test("a run is due, waits, tries, pauses, tries again and waits for its next attempt", () => {
  const attemptLog = [attempt(2, 10, "failed"), attempt(30, 40, "timed_out")];
  expect(told({ state: "retrying", attemptLog, nextAttemptAt: at(100) })).toEqual([
    "waited 2",
    "attempt 8",
    "pause 20",
    "attempt 10",
    "waiting 60",
  ]);
});

test("the attempt that runs lasts until now", () => {
  expect(told({ attemptLog: [attempt(0, null, "running")] }, at(7))).toEqual(["attempt 7"]);
});

test("no stretch is negative, whichever clock was ahead", () => {
  const attemptLog = [attempt(-3, -5, "failed"), attempt(-4, null, "running")];
  const segments = segmentsOf(run({ attemptLog }), at(-10));
  expect(segments.every(({ ms, share }) => ms >= 0 && share > 0)).toBe(true);
  expect(lateByMs(run({ startedAt: at(-1) }))).toBe(0);
});

test("the shares fill the whole, and a short stretch can still be seen", () => {
  const segments = segmentsOf(run({ attemptLog: [attempt(0.3, 5000, "succeeded")] }), at(5000));
  expect(segments.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1);
  expect(Math.min(...segments.map(({ share }) => share))).toBeGreaterThan(0.01);
});

test.each([
  [{ done: 25, total: 100 }, 30_000],
  [{ done: 0, total: 100 }, null],
  [{ done: 100, total: 100 }, null],
  [{ done: 120, total: 100 }, null],
  [{ done: 5, total: null }, null],
])("after 10 s at %j the time left is %s ms", (progress, left) => {
  const running = run({ attemptLog: [attempt(0, null, "running")], progress: { note: null, ...progress } });
  expect(timeLeftMs(running, at(10))).toBe(left);
});

test("lateness counts from the slot to the start, for runs that began and were meant for then", () => {
  expect(lateByMs(run({}))).toBe(2000);
  expect(lateByMs(run({ scheduledFor: null }))).toBeNull();
  expect(lateByMs(run({ trigger: "backfill" }))).toBeNull();
  expect(lateByMs(run({ state: "missed", attempts: 0 }))).toBeNull();
});
