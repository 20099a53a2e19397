import { describe, expect, test } from "vitest";
import { alertPayload } from "../../../lib/alerts/words/message.ts";
import { tellAlert } from "../../../lib/alerts/words/tell-alert.ts";
import type { NoticeKind } from "../../../lib/alerts/words/vocabulary.ts";
import { tellsOf, toldFailure, toldRecovery } from "../support/told-incidents.ts";

const APP = "https://belfry.example.com";
const english = { locale: "en", appUrl: APP } as const;
const korean = { locale: "ko", appUrl: APP, timeZone: "Asia/Seoul" } as const;

const fieldsOf = (told: ReturnType<typeof tellAlert>) =>
  Object.fromEntries(told.incidents[0]?.fields.map(({ label, value }) => [label, value]) ?? []);

describe("a message about one incident", () => {
  test("says everything that one asks about a failure, what to do, and where it opens", () => {
    const told = tellAlert(tellsOf(toldFailure({ affected: ["job:update-rankings", "scheduler"] })), english);
    expect(told).toMatchObject({
      title: "refresh-tokens fails",
      sentence: "The last 3 runs failed: the shop answered 401.",
      severity: "critical",
      resolved: false,
      action: "Read the error and the log of the run, mend the cause, then retry the run.",
      urlWords: "Open the run",
      url: `${APP}/admin/cron-logs/0199a000-0000-7000-8000-00000000000a`,
    });
    expect(fieldsOf(told)).toEqual({
      Job: "refresh-tokens",
      Description: "Renews the tokens of all shops",
      Category: "commerce",
      Trigger: "schedule",
      Slot: "2026-11-27 08:00:00 UTC",
      Attempts: "3 of 3",
      Duration: "12 s",
      Error: "the shop answered 401",
      "Failures in a row": "3",
      Since: "2026-11-27 06:00:00 UTC",
      Opened: "2026-11-27 08:00:13 UTC",
      "Follows from it": "update-rankings, scheduler",
      Rule: "Failed",
    });
    expect(told.incidents[0]?.help).toEqual({
      text: "What the documentation says",
      href: `${APP}/dashboard/admin/health/help#fails-again-and-again`,
    });
  });

  test("speaks Korean to whoever reads Korean, in the zone that the channel has", () => {
    const told = tellAlert(tellsOf(toldFailure()), korean);
    expect(told.title).toBe("refresh-tokens 작업이 실패하고 있습니다");
    expect(told.sentence).toBe("최근 3회의 실행이 연달아 실패했습니다: the shop answered 401.");
    expect(fieldsOf(told)).toMatchObject({ "예정 시각": "2026-11-27 17:00:00 Asia/Seoul", "연속 실패": "3" });
  });

  test.each([
    ["opened", "refresh-tokens fails", "The last 3 runs failed: the shop answered 401."],
    [
      "reopened",
      "Again: refresh-tokens fails",
      "The last 3 runs failed: the shop answered 401. It came back; it was opened 4 times by now.",
    ],
    [
      "escalated",
      "Worse: refresh-tokens fails",
      "The last 3 runs failed: the shop answered 401. It is worse than when it was last told.",
    ],
    [
      "reminder",
      "Still open: refresh-tokens fails",
      "The last 3 runs failed: the shop answered 401. It has been open since 2026-11-27 08:00:13 UTC, and nobody has acknowledged it.",
    ],
  ] satisfies [NoticeKind, string, string][])("tells what became of it: %s", (notice, title, sentence) => {
    const told = tellAlert(tellsOf(toldFailure({ notice, openings: 4 })), english);
    expect(told).toMatchObject({ title, sentence, resolved: false });
  });

  test("that it is over says so first, for how long it was wrong, and leaves out what to do", () => {
    const told = tellAlert(tellsOf(toldRecovery()), english);
    expect(told).toMatchObject({
      title: "Resolved: refresh-tokens fails",
      sentence: "It is right again, after 3 h. It was: The last 3 runs failed: the shop answered 401.",
      resolved: true,
    });
    expect(told.incidents[0]?.action).toBeNull();
  });

  test("holds what others wrote to one line and a part of it", () => {
    const error = `first line\r\nBcc: everybody@example.com\u2028${"x".repeat(2000)}`;
    const failure = toldFailure();
    const run = failure.facts.run && { ...failure.facts.run, error };
    const told = tellAlert(tellsOf(toldFailure({ facts: { ...failure.facts, ...(run && { run }) } })), english);
    const lines = [told.title, told.sentence, ...Object.values(fieldsOf(told))];
    expect(lines.filter((line) => /[\p{Cc}\u2028]/u.test(line))).toEqual([]);
    expect(fieldsOf(told).Error).toHaveLength(500);
  });

  test("names thirty-two jobs that follow from it, and of a hundred the first fifty", () => {
    const following = (count: number) => Array.from({ length: count }, (_, index) => `job:job-${index}`);
    const namesOf = (count: number) =>
      fieldsOf(tellAlert(tellsOf(toldFailure({ affected: following(count) })), english))["Follows from it"];
    expect(namesOf(32)?.split(", ")).toHaveLength(32);
    expect(namesOf(100)).toMatch(/^job-0, .*job-49 and 50 more$/);
  });
});

describe("a message about several incidents", () => {
  const second = toldFailure({ id: "0199a000-0000-7000-8000-000000000002", severity: "warning" });

  test("has the worst severity of those that are open, and leads to the list", () => {
    const told = tellAlert(tellsOf(toldRecovery(), second), english);
    expect(told).toMatchObject({
      title: "2 incidents: refresh-tokens",
      sentence: "1 incident is open, 1 is resolved.",
      severity: "warning",
      resolved: false,
      url: `${APP}/dashboard/admin/alerts`,
    });
    expect(told.incidents.map(({ title }) => title)).toEqual([
      "Resolved: refresh-tokens fails",
      "refresh-tokens fails",
    ]);
  });

  test("is good news when all of them are over, and has room for three names", () => {
    const overs = ["a", "b", "c", "d"].map((name) => ({ ...toldRecovery(), subject: `component:${name}`, facts: {} }));
    const told = tellAlert(tellsOf(toldRecovery(), ...overs), english);
    expect(told.title).toBe("Resolved: 5 incidents: refresh-tokens, a, b and 2 more");
    expect(told.resolved).toBe(true);
  });

  test.each([
    ["storm", "Many alerts: 40 opened, 3 resolved"],
    ["quiet_hours", "While it was quiet: 40 opened, 3 resolved"],
  ] as const)("that stands for more than it tells says why and how many: %s", (because, title) => {
    const summary = { tells: "summary", because, opened: 40, resolved: 3, incidents: [second] } as const;
    expect(tellAlert(alertPayload.parse(summary), english)).toMatchObject({
      title,
      severity: "warning",
      resolved: false,
    });
  });
});

test("a test names who asked for it, a canary what it is for; neither is trouble", () => {
  const asked = tellAlert({ tells: "test", by: "ada@example.com" }, english);
  expect(asked).toMatchObject({ title: "Test message", resolved: false, incidents: [] });
  expect(asked.sentence).toContain("ada@example.com");
  expect(tellAlert({ tells: "canary" }, korean).title).toBe("매일 보내는 시험 메시지");
});
