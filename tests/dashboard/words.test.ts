import { describe, expect, test } from "vitest";
import { RUN_STATUSES } from "../../lib/cron/vocabulary.ts";
import { formatDuration } from "../../lib/dashboard/duration.ts";
import { relativeWords } from "../../lib/dashboard/relative-time.ts";
import { successRate } from "../../lib/dashboard/run-stats.ts";
import { apiStatusOf, statesOf } from "../../lib/dashboard/status-words.ts";
import { ENGLISH } from "../../lib/i18n/words.ts";

describe("durations", () => {
  test.each([
    [-5, "0 ms"],
    [0, "0 ms"],
    [999, "999 ms"],
    [1000, "1 s"],
    [4200, "4.2 s"],
    [9960, "10 s"],
    [252_000, "4 m 12 s"],
    [3_600_000, "1 h"],
    [266_400_000, "3 d 2 h"],
  ])("%i ms reads %s", (ms, words) => expect(formatDuration(ENGLISH, ms)).toBe(words));
});

describe("instants", () => {
  const now = new Date("2026-03-10T12:00:00Z");
  test.each([
    ["2026-03-10T11:59:58Z", "just now"],
    ["2026-03-10T12:00:02Z", "now"],
    ["2026-03-10T11:59:20Z", "40 s ago"],
    ["2026-03-10T15:30:00Z", "in 3 h"],
    ["2026-03-08T11:00:00Z", "2 d ago"],
    ["2026-01-08T11:00:00Z", "2026-01-08"],
  ])("%s reads %s", (at, words) => expect(relativeWords(ENGLISH, new Date(at), now)).toBe(words));
});

describe("statuses", () => {
  test("every state has a word of the API, and that word finds the state again", () => {
    for (const state of RUN_STATUSES) expect(statesOf(apiStatusOf(state))).toContain(state);
  });

  test.each(["constructor", "", "SUCCESS"])("the unknown word %j finds nothing", (word) => {
    expect(statesOf(word)).toBeNull();
  });
});

test("rates have two decimals, and none without runs", () => {
  expect([successRate(2, 3), successRate(0, 4), successRate(0, 0)]).toEqual([66.67, 0, null]);
});
