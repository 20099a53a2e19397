import { describe, expect, it } from "vitest";
import type { StartedTask } from "../../../lib/cron/ports/tasks.ts";
import type { CallOutcome } from "../../../lib/cron/runs/attempt.ts";
import { decideTask, FREE_DEFERRALS } from "../../../lib/cron/tasks/decide-task.ts";
import { NonRetryableError, RetryableError } from "../../../lib/cron/words/errors.ts";
import type { Json } from "../../../lib/cron/words/json.ts";
import type { AbortReason } from "../../../lib/cron/words/vocabulary.ts";
import { fanOutJob } from "../../support/fan-out-job.ts";

const definition = { ...fanOutJob([]).task, backoff: { kind: "linear", stepSeconds: 5 } } as const;

const started = (changes: Partial<StartedTask>): StartedTask => ({
  id: "id",
  runId: "run",
  jobName: "job",
  task: "visit",
  itemId: "1",
  key: "job/visit:",
  item: {},
  fence: "1",
  attempt: 1,
  maxAttempts: 3,
  interruptions: 0,
  deferrals: 0,
  ...changes,
});

const decide = (outcome: CallOutcome<Json>, changes: Partial<StartedTask> = {}) =>
  decideTask({ definition, task: started(changes), outcome, random: () => 0.5 });

const threw = (error: unknown): CallOutcome<Json> => ({ kind: "threw", error });
const aborted = (reason: AbortReason, settled: CallOutcome<Json> = threw(new Error("late"))): CallOutcome<Json> => {
  if (settled.kind === "aborted") throw new Error("A handler settles by returning or throwing");
  return { kind: "aborted", reason, settled };
};
const returned: CallOutcome<Json> = { kind: "returned", result: 7 };
const busy = threw(new RetryableError("429", { retryAfterMs: 60_000 }));
const last = { attempt: 3 };

describe("after one attempt, a task", () => {
  it.each<[string, CallOutcome<Json>, Partial<StartedTask>, object]>([
    ["that returned has completed", returned, {}, { kind: "end", status: "completed", result: 7 }],
    ["that threw waits its backoff", threw(new Error("x")), {}, { kind: "hand_back", waitMs: 5_000, costs: "attempt" }],
    ["waits longer after the second", threw(new Error("x")), { attempt: 2 }, { waitMs: 10_000 }],
    ["that threw at its last attempt has failed", threw("x"), last, { kind: "end", status: "failed" }],
    [
      "that cannot succeed has failed at once",
      threw(new NonRetryableError("x")),
      {},
      { kind: "end", status: "failed" },
    ],
    [
      "told to wait holds its key back, free of charge",
      busy,
      last,
      { costs: "deferral", waitMs: 60_000, pauseKeyMs: 60_000 },
    ],
    [
      "told so too often spends attempts",
      busy,
      { deferrals: FREE_DEFERRALS },
      { kind: "hand_back", costs: "deferral" },
    ],
    [
      "and fails at the last, its key held back",
      busy,
      { ...last, deferrals: FREE_DEFERRALS },
      { status: "failed", pauseKeyMs: 60_000 },
    ],
    ["that timed out is attempted again", aborted("timeout"), {}, { kind: "hand_back", costs: "attempt" }],
    ["that timed out at its last attempt has timed out", aborted("timeout", returned), last, { status: "timed_out" }],
    ["that was cancelled is cancelled, whatever it did", aborted("cancel", returned), {}, { status: "cancelled" }],
    ["interrupted by a shutdown goes on at once", aborted("shutdown"), last, { costs: "interruption", waitMs: 0 }],
    ["done in time before the shutdown has completed", aborted("shutdown", returned), {}, { status: "completed" }],
    ["interrupted too often is abandoned", aborted("shutdown"), { ...last, interruptions: 2 }, { status: "abandoned" }],
    ["cut by the platform goes on elsewhere", aborted("deadline"), {}, { kind: "hand_back", costs: "interruption" }],
    ["that lost its lease is let go", aborted("lease_lost"), {}, { kind: "let_go" }],
  ])("%s", (_title, outcome, changes, expected) => {
    expect(decide(outcome, changes)).toMatchObject(expected);
  });
});
