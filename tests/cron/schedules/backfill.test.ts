import { describe, expect, it } from "vitest";
import {
  type BackfillChoice,
  backfillLockKey,
  countPastSlots,
  isChosen,
  matchSlots,
  pastSlots,
  type SlotEntry,
} from "../../../lib/cron/schedules/backfill.ts";
import type { RunStatus } from "../../../lib/cron/words/vocabulary.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";

const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
const entry = (runId: string, status: RunStatus, [from, until]: [number, number]): SlotEntry => ({
  runId,
  status,
  from: at(from),
  until: at(until),
});
const hourly = {
  timing: { kind: "cron", expression: "0 * * * *", timezone: "UTC" },
  startsAt: null,
  endsAt: null,
} as const;

describe("the slots of a range", () => {
  it("include both ends and come oldest first", () => {
    const range = { from: at(3), to: at(6) };
    expect(countPastSlots(hourly, range)).toBe(4);
    expect(pastSlots(hourly, { ...range, limit: 9 })).toEqual([3, 4, 5, 6].map(at));
  });

  it("lie within the schedule's own start and end", () => {
    const bounds = { ...hourly, startsAt: at(4), endsAt: at(5) };
    expect(pastSlots(bounds, { from: at(0), to: at(9), limit: 9 })).toEqual([at(4), at(5)]);
    expect(countPastSlots(bounds, { from: at(6), to: at(9) })).toBe(0);
  });
});

describe("what became of a slot", () => {
  const runOf = (...entries: SlotEntry[]) => matchSlots([at(4)], entries)[0]?.run ?? null;

  it("is nothing while no row stands for it", () => {
    expect(runOf(entry("1", "completed", [3, 3]))).toBeNull();
  });

  it("is told by a range that spans it", () => {
    expect(runOf(entry("1", "missed", [2, 4]))).toEqual({ id: "1", status: "missed" });
    expect(runOf(entry("1", "missed", [2, 3]))).toBeNull();
  });

  it.each<[string, SlotEntry[], string]>([
    ["a success before a later failure", [entry("1", "partial", [4, 4]), entry("2", "failed", [4, 4])], "1"],
    ["a run under way before a later failure", [entry("1", "retrying", [4, 4]), entry("2", "failed", [4, 4])], "1"],
    ["the later of two failures", [entry("2", "failed", [4, 4]), entry("1", "timed_out", [4, 4])], "2"],
    [
      "a backfilled success before the range that missed it",
      [entry("1", "missed", [2, 5]), entry("0", "completed", [4, 4])],
      "0",
    ],
  ])("is told by %s", (_, entries, id) => {
    expect(runOf(...entries)?.id).toBe(id);
    expect(runOf(...entries.toReversed())?.id).toBe(id);
  });
});

describe("the choice", () => {
  const none = null;
  it.each<[BackfillChoice, (RunStatus | null)[]]>([
    ["missing", [none, "skipped", "missed", "failed", "timed_out", "abandoned", "cancelled"]],
    ["failed", ["failed", "timed_out", "abandoned"]],
    [
      "all",
      [
        none,
        "skipped",
        "missed",
        "failed",
        "timed_out",
        "abandoned",
        "cancelled",
        "completed",
        "partial",
        "queued",
        "started",
        "retrying",
      ],
    ],
  ])("%s takes exactly its slots", (choice, taken) => {
    const every = [
      none,
      "skipped",
      "missed",
      "failed",
      "timed_out",
      "abandoned",
      "cancelled",
      "completed",
      "partial",
      "queued",
      "started",
      "retrying",
    ] as const;
    const chosen = every.filter((status) => isChosen({ slot: at(4), run: status && { id: "1", status } }, choice));
    expect(chosen).toEqual(taken);
  });
});

it("the lock key is apart from the live one and fits the column, however long the job's own is", () => {
  const longest = scriptedJob([step.ok()], { name: "j".repeat(100), concurrencyKey: () => "k".repeat(500) });
  const key = backfillLockKey(longest.job, { size: 1 });
  expect(key).toMatch(/#backfill$/);
  expect(key.length).toBeLessThanOrEqual(200);
});
