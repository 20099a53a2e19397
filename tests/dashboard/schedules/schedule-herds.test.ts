import { expect, test } from "vitest";
import { findHerds, findOverlaps, type Start } from "../../../lib/dashboard/schedules/schedule-herds.ts";

const start = (scheduleId: string, at: string, expectedMs: number | null = null, jobName = scheduleId): Start => ({
  scheduleId,
  jobName,
  expectedMs,
  at: new Date(at),
});

test("two in a minute are no herd, three are, and the longest-running one stays where it is", () => {
  expect(findHerds([start("a", "2026-03-10T02:00:00Z"), start("b", "2026-03-10T02:00:30Z")])).toEqual([]);
  const [herd] = findHerds([
    start("a", "2026-03-10T02:00:00Z", 1000),
    start("b", "2026-03-10T02:00:30Z", 9000),
    start("c", "2026-03-10T02:00:00Z"),
  ]);
  expect(herd).toEqual({
    at: new Date("2026-03-10T02:00:00Z"),
    times: 1,
    members: ["b", "a", "c"].map((name) => ({ scheduleId: name, jobName: name })),
    moves: [
      { scheduleId: "a", at: new Date("2026-03-10T02:07:00Z") },
      { scheduleId: "c", at: new Date("2026-03-10T02:12:00Z") },
    ],
    spreadSeconds: 360,
  });
});

test("a move goes to a minute in which nothing starts", () => {
  const together = ["a", "b", "c"].map((name) => start(name, "2026-03-10T02:00:00Z"));
  const [herd] = findHerds([...together, start("d", "2026-03-10T02:07:00Z")]);
  expect(herd?.moves[0]?.at).toEqual(new Date("2026-03-10T02:08:00Z"));
});

test("the same company is told once, with how often it meets", () => {
  const hours = ["02", "03", "04"];
  const starts = hours.flatMap((hour) => ["a", "b", "c"].map((name) => start(name, `2026-03-10T${hour}:00:00Z`)));
  const herds = findHerds(starts);
  expect(herds.map(({ at, times }) => [at.toISOString(), times])).toEqual([["2026-03-10T02:00:00.000Z", 3]]);
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
