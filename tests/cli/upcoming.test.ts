import { expect, test } from "vitest";
import { checkHerds } from "../../scripts/cron/doctor/check-herds.ts";
import { type UpcomingSchedule, upcomingRuns } from "../../scripts/cron/upcoming.ts";

const from = new Date("2026-03-01T00:00:00Z");
const until = new Date("2026-03-02T00:00:00Z");

function daily(jobName: string, expression: string, changes: Partial<UpcomingSchedule> = {}): UpcomingSchedule {
  const timing = { kind: "cron", expression, timezone: "UTC" } as const;
  return { jobName, timing, notBefore: null, endsAt: null, expectedMs: null, ...changes };
}

const words = (schedules: UpcomingSchedule[]) =>
  upcomingRuns(schedules, from, until).map(({ at, jobName, herd, overlaps }) =>
    [at.toISOString().slice(11, 16), jobName, herd, ...overlaps].join(" "),
  );

test("runs come in order of time, and those of one minute know each other", () => {
  expect(words([daily("b", "0 9 * * *"), daily("a", "0 2 * * *"), daily("c", "0 9 * * *")])).toEqual([
    "02:00 a 1",
    "09:00 b 2",
    "09:00 c 2",
  ]);
});

test("a run that begins while another is expected to be at work overlaps it", () => {
  const long = daily("long", "0 2 * * *", { expectedMs: 3_600_000 });
  expect(words([long, daily("beside", "30 2 * * *"), daily("after", "0 3 * * *")])).toEqual([
    "02:00 long 1",
    "02:30 beside 1 long",
    "03:00 after 1",
  ]);
});

test("a schedule that is paused or has not begun is left out until then, one that is over after it", () => {
  const hourly = { notBefore: new Date("2026-03-01T21:00:00Z"), endsAt: new Date("2026-03-01T22:00:00Z") };
  expect(words([daily("a", "0 * * * *", hourly)])).toEqual(["21:00 a 1", "22:00 a 1"]);
});

test("the doctor names three jobs of one minute and an overlap, but not what runs all the time", () => {
  const all = ["a", "b", "c"].map((name) => daily(name, "0 9 * * *", { expectedMs: 600_000 }));
  const found = checkHerds(upcomingRuns([...all, daily("often", "* * * * *"), daily("d", "5 9 * * *")], from, until));
  const evidence = found.map(({ severity, evidence: text }) => `${severity}: ${text}`);
  expect(evidence).toContain("warning: 3 jobs start at 2026-03-01T09:00:00.000Z: a, b, c");
  expect(evidence).toContain("warning: d starts while a is expected to be at work");
  expect(evidence.join()).not.toContain("often");
  expect(checkHerds(upcomingRuns(all.slice(0, 2), from, until))).toMatchObject([{ severity: "ok" }]);
});
