import { expect, test } from "vitest";
import {
  findHerds,
  findOverlaps,
  type Start,
  type StartingSchedule,
} from "../../../lib/dashboard/schedules/schedule-herds.ts";

const start = (scheduleId: string, at: string, expectedMs: number | null = null, jobName = scheduleId): Start => ({
  scheduleId,
  jobName,
  expectedMs,
  at: new Date(at),
});

const DAY = "2026-03-10";
const starting = (scheduleId: string, times: readonly string[], expectedMs: number | null = null): StartingSchedule => {
  const minutes = times.map((time) => Date.parse(`${DAY}T${time}:00Z`));
  return { scheduleId, jobName: scheduleId, expectedMs, minutes };
};
const at = (time: string) => new Date(`${DAY}T${time}:00Z`);
const wholeDay = Array.from({ length: 1440 }, (_, minute) => at("00:00").getTime() + minute * 60_000);

test("two in a minute are no herd, three are, and the longest-running one stays where it is", () => {
  expect(findHerds([starting("a", ["02:00"]), starting("b", ["02:00"])])).toEqual([]);
  const [herd] = findHerds([starting("a", ["02:00"], 1000), starting("b", ["02:00"], 9000), starting("c", ["02:00"])]);
  expect(herd).toEqual({
    at: at("02:00"),
    times: 1,
    members: ["b", "a", "c"].map((name) => ({ scheduleId: name, jobName: name })),
    moves: [
      { scheduleId: "a", at: at("02:07") },
      { scheduleId: "c", at: at("02:12") },
    ],
    spreadSeconds: 360,
  });
});

test("a move goes to a minute in which nothing starts", () => {
  const together = ["a", "b", "c"].map((name) => starting(name, ["02:00"]));
  const [herd] = findHerds([...together, starting("d", ["02:07"])]);
  expect(herd?.moves[0]?.at).toEqual(at("02:08"));
});

test("what starts all day long stays, and the others move to where the fewest start", () => {
  const always = ["x", "y"].map((name) => ({ ...starting(name, []), minutes: wholeDay }));
  const [herd] = findHerds([...always, starting("a", ["02:00"], 9000), starting("b", ["02:07"])]);
  expect(herd?.members.map(({ scheduleId }) => scheduleId)).toEqual(["x", "y", "a"]);
  expect(herd?.moves).toEqual([{ scheduleId: "a", at: at("02:08") }]);
  const [alone] = findHerds([...always, { ...starting("z", []), minutes: wholeDay }]);
  expect(alone).toMatchObject({ times: 1440, moves: [] });
});

test("the same company is told once, with how often it meets", () => {
  const herds = findHerds(["a", "b", "c"].map((name) => starting(name, ["02:00", "03:00", "04:00"])));
  expect(herds.map((herd) => [herd.at.toISOString(), herd.times])).toEqual([["2026-03-10T02:00:00.000Z", 3]]);
});

test("a start of a job meets an earlier one that is likely to run still, its own schedule's too", () => {
  const starts = [
    start("long", "2026-03-10T02:00:00Z", 3_600_000, "job"),
    start("short", "2026-03-10T02:59:00Z", 3_600_000, "job"),
    start("long", "2026-03-10T08:00:00Z", 3_600_000, "job"),
    start("other", "2026-03-10T02:30:00Z", 60_000, "other"),
  ];
  expect(findOverlaps(starts)).toMatchObject([
    { jobName: "job", first: { scheduleId: "long" }, second: { scheduleId: "short" }, times: 1 },
  ]);
  expect(findOverlaps([start("a", "2026-03-10T02:00:00Z"), start("a", "2026-03-10T02:01:00Z")])).toEqual([]);
});
