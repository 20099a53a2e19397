import { describe, expect, it } from "vitest";
import type { StartedRun } from "../../../lib/cron/ports/runs.ts";
import type { AttemptOutcome } from "../../../lib/cron/runs/attempt.ts";
import { type Decision, decide, type Situation } from "../../../lib/cron/runs/decide.ts";
import { NonRetryableError } from "../../../lib/cron/words/errors.ts";
import type { AbortReason } from "../../../lib/cron/words/vocabulary.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";

const { job } = scriptedJob([step.ok()], { timeoutSeconds: 30, maxAttempts: 3 });
const run: StartedRun = {
  id: "0193a000-0000-7000-8000-000000000000",
  jobName: "scripted",
  fence: "7",
  attempt: 1,
  maxAttempts: 3,
  trigger: "http",
  scheduledFor: null,
  lockKey: "scripted",
  params: {},
  startedAt: new Date(0),
  continuations: 0,
  interruptions: 0,
  coalescedCount: 0,
};
const threw = (error: unknown): AttemptOutcome => ({ kind: "threw", error });
const aborted = (reason: AbortReason, returned = false): AttemptOutcome => ({
  kind: "aborted",
  reason,
  settled: returned ? { kind: "returned", result: ok } : { kind: "threw", error: new Error("stopped") },
});

function decided(
  outcome: AttemptOutcome,
  changes: Partial<StartedRun & Omit<Situation, "run" | "outcome">> = {},
): string {
  const { moved = false, leftMs = Number.POSITIVE_INFINITY, ...runChanges } = changes;
  return words(decide({ job, run: { ...run, ...runChanges }, outcome, moved, leftMs, random: () => 0.5 }));
}

function words(decision: Decision): string {
  switch (decision.kind) {
    case "end":
      return `end ${decision.status}`;
    case "retry_here":
      return `retry here in ${decision.waitMs} ms`;
    case "hand_back":
      return `hand back in ${decision.waitMs} ms for one ${decision.costs}`;
    case "let_go":
      return "let go";
  }
}

const LAST = { attempt: 3 };
describe("what becomes of a run after an attempt", () => {
  it.each([
    ["returned", { kind: "returned", result: ok }, {}, "end completed"],
    ["threw, first of three", threw(new Error("x")), {}, "retry here in 5000 ms"],
    ["threw, second of three", threw(new Error("x")), { attempt: 2 }, "retry here in 10000 ms"],
    ["threw, last", threw(new Error("x")), LAST, "end failed"],
    ["threw what never helps to repeat", threw(new NonRetryableError("x")), {}, "end failed"],
    ["threw a string", threw("x"), {}, "retry here in 5000 ms"],
    ["threw null", threw(null), {}, "retry here in 5000 ms"],
    ["asked for 20 s", threw({ retryAfterMs: 20_000 }), {}, "retry here in 20000 ms"],
    ["asked for an hour", threw({ retryAfterMs: 3_600_000 }), {}, "hand back in 3600000 ms for one attempt"],
    ["asked for a year", threw({ retryAfterMs: 3e10 }), {}, "hand back in 86400000 ms for one attempt"],
    [
      "threw with 9 s of the invocation left",
      threw(new Error("x")),
      { leftMs: 9_000 },
      "hand back in 5000 ms for one attempt",
    ],
    ["threw with 10 s of the invocation left", threw(new Error("x")), { leftMs: 10_000 }, "retry here in 5000 ms"],
    ["timed out", aborted("timeout"), {}, "retry here in 5000 ms"],
    ["timed out but returned something", aborted("timeout", true), LAST, "end timed_out"],
    ["cancelled", aborted("cancel"), {}, "end cancelled"],
    ["cancelled but returned something", aborted("cancel", true), {}, "end cancelled"],
    ["replaced", aborted("replaced"), {}, "end cancelled"],
    ["shut down", aborted("shutdown"), LAST, "hand back in 0 ms for one interruption"],
    ["shut down but done", aborted("shutdown", true), {}, "end completed"],
    [
      "shut down for the third time, attempts left",
      aborted("shutdown"),
      { interruptions: 2 },
      "hand back in 0 ms for one interruption",
    ],
    ["shut down for the third time, last attempt", aborted("shutdown"), { interruptions: 2, ...LAST }, "end abandoned"],
    ["invocation over, moved", aborted("deadline"), { moved: true, ...LAST }, "hand back in 0 ms for one continuation"],
    ["invocation over, not moved", aborted("deadline"), {}, "hand back in 0 ms for one attempt"],
    ["invocation over, not moved, last", aborted("deadline"), LAST, "end timed_out"],
    [
      "invocation over for the 51st time",
      aborted("deadline"),
      { moved: true, continuations: 50, ...LAST },
      "end timed_out",
    ],
    ["invocation over but done", aborted("deadline", true), {}, "end completed"],
    ["lost its lease", aborted("lease_lost"), {}, "let go"],
    ["lost its lease but returned something", aborted("lease_lost", true), {}, "let go"],
  ] as const)("%s", (_, outcome, changes, expected) => {
    expect(decided(outcome, changes)).toBe(expected);
  });
});
