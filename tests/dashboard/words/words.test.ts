import { describe, expect, test } from "vitest";
import { RUN_STATUSES } from "../../../lib/cron/words/vocabulary.ts";
import { successRate } from "../../../lib/dashboard/runs/run-stats.ts";
import { runSentence } from "../../../lib/dashboard/runs/runs.ts";
import { settingsTimingWords } from "../../../lib/dashboard/schedules/schedule-words.ts";
import { formatDuration, relativeWords } from "../../../lib/dashboard/words/duration.ts";
import { apiStatusOf, statesOf } from "../../../lib/dashboard/words/status-words.ts";
import type { Locale } from "../../../lib/i18n/locales.ts";
import { ENGLISH, wordsIn } from "../../../lib/i18n/words.ts";

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
  ])("%s reads %s", (at, words) => expect(relativeWords(ENGLISH, new Date(at), { now })).toBe(words));
});

describe("in Korean", () => {
  const korean = wordsIn("ko");
  const told = {
    state: "failed",
    attempts: 3,
    maxAttempts: 3,
    duration: 252_000,
    details: "401 from Meta",
    reason: null,
    stopping: false,
    waitingFor: null,
    progress: null,
    actor: null,
  } as const;

  test.each([
    [999, "999ms"],
    [4200, "4.2초"],
    [252_000, "4분 12초"],
    [266_400_000, "3일 2시간"],
  ])("%i ms reads %s", (ms, words) => expect(formatDuration(korean, ms)).toBe(words));

  test.each([
    ["2026-03-10T11:59:58Z", "방금"],
    ["2026-03-10T11:59:20Z", "40초 전"],
    ["2026-03-10T15:30:00Z", "3시간 후"],
    ["2026-01-08T11:00:00Z", "2026-01-08"],
  ])("%s reads %s", (at, words) => {
    expect(relativeWords(korean, new Date(at), { now: new Date("2026-03-10T12:00:00Z") })).toBe(words);
  });

  test("a result is one sentence, its reason is translated, and one without translation is told as it is", () => {
    const skipped = { ...told, state: "skipped", details: null } as const;
    expect([
      runSentence(korean, told),
      runSentence(korean, { ...told, state: "completed", attempts: 1, details: null }),
      runSentence(korean, { ...skipped, reason: "already_running" }),
      runSentence(korean, { ...skipped, reason: "of_another_time" }),
    ]).toEqual([
      "3번 중 3번째 시도, 4분 12초 만에 실패: 401 from Meta",
      "4분 12초 만에 완료",
      "건너뜀: 이미 실행 중",
      "건너뜀: of another time",
    ]);
  });

  test("what fires a schedule follows the language", () => {
    const settings = { expression: null, everySeconds: null, runAt: null };
    const told = (locale: Locale) => [
      settingsTimingWords({ ...settings, kind: "cron", expression: "*/5 * * * *" }, locale),
      settingsTimingWords({ ...settings, kind: "interval", everySeconds: 90 }, locale),
      settingsTimingWords({ ...settings, kind: "date", runAt: "2026-11-21T08:03:00Z" }, locale),
    ];
    expect(told("en")).toEqual(["Every 5 minutes", "Every 1 m 30 s", "Once, 2026-11-21 08:03:00 UTC"]);
    expect(told("ko")).toEqual(["5분마다", "1분 30초마다", "한 번, 2026-11-21 08:03:00 UTC"]);
  });
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
