import { expect, test } from "vitest";
import { findHerds, findOverlaps, type Start } from "../../lib/dashboard/schedules/schedule-herds.ts";
import { checkHerds } from "../../scripts/cron/doctor/check-herds.ts";
import { upcomingRuns } from "../../scripts/cron/upcoming.ts";

const at = (time: string) => new Date(`2026-03-01T${time}:00Z`);
const run = (jobName: string, time: string) => ({ jobName, at: at(time), herd: 1 });

const words = (runs: ReturnType<typeof run>[], expectedMs: Record<string, number> = {}) =>
  upcomingRuns(runs, new Map(Object.entries(expectedMs))).map(({ jobName, overlaps }) =>
    [jobName, ...overlaps].join(" "),
  );

test("a run that begins while another is expected to be at work overlaps it", () => {
  const runs = [run("long", "02:00"), run("beside", "02:30"), run("after", "03:00")];
  expect(words(runs, { long: 3_600_000 })).toEqual(["long", "beside long", "after"]);
});

test("the doctor tells the herds and overlaps of the Schedule page, each with what to do", () => {
  const start = (jobName: string, time: string, scheduleId = `job:${jobName}`): Start => {
    return { scheduleId, jobName, at: at(time), expectedMs: 600_000 };
  };
  const starts = [start("a", "09:00"), start("b", "09:00"), start("c", "09:00"), start("c", "09:05", "mine")];
  const check = (from: Start[]) => {
    const schedules = from.map(({ at: start, ...one }) => ({ ...one, minutes: [start.getTime()] }));
    return checkHerds({ herds: findHerds(schedules), overlaps: findOverlaps(from) });
  };
  expect(check(starts)).toMatchObject([
    {
      evidence: "3 schedules start at 2026-03-01 09:00:00 UTC: a, b, c",
      fix: "move b to 09:07, c to 09:12 (UTC), or give their jobs a spreadSeconds of 360",
    },
    { evidence: expect.stringContaining("mine starts at 2026-03-01 09:05:00 UTC while c is likely to run still") },
  ]);
  expect(check(starts.slice(0, 2))).toMatchObject([{ severity: "ok" }]);
});
