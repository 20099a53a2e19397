import { expect, test } from "vitest";
import { byTime, type FinishBy, finishByDeadline, withinSeconds } from "../../../lib/cron/time/finish-by.ts";

test.each<[string, FinishBy, string, string, string]>([
  ["so long after the slot", withinSeconds(1800), "2026-03-10T10:00:00Z", "UTC", "2026-03-10T10:30:00Z"],
  [
    "so long in real time, in a night of 23 hours",
    withinSeconds(7200),
    "2026-03-08T06:00:00Z",
    "America/New_York",
    "2026-03-08T08:00:00Z",
  ],
  ["the time of day after the slot", byTime("06:00"), "2026-03-10T02:00:00Z", "UTC", "2026-03-10T06:00:00Z"],
  ["the next day's, when it is past", byTime("06:00"), "2026-03-10T22:00:00Z", "UTC", "2026-03-11T06:00:00Z"],
  [
    "the next day's of a slot at that very time",
    byTime("06:00"),
    "2026-03-10T06:00:00Z",
    "UTC",
    "2026-03-11T06:00:00Z",
  ],
  ["on the clocks of the schedule", byTime("06:00"), "2026-03-10T00:00:00Z", "Asia/Seoul", "2026-03-10T21:00:00Z"],
  ["on its own clocks", byTime("06:00", "Asia/Seoul"), "2026-03-10T00:00:00Z", "UTC", "2026-03-10T21:00:00Z"],
  [
    "one hour earlier by UTC, once the clocks were put forward",
    byTime("06:00"),
    "2026-03-08T05:30:00Z",
    "America/New_York",
    "2026-03-08T10:00:00Z",
  ],
  [
    "after the gap, where the clocks skip it",
    byTime("02:30"),
    "2026-03-08T05:30:00Z",
    "America/New_York",
    "2026-03-08T07:00:00Z",
  ],
  [
    "the first time, where they show it twice",
    byTime("01:30"),
    "2026-11-01T04:30:00Z",
    "America/New_York",
    "2026-11-01T05:30:00Z",
  ],
  [
    "the second time, for a slot between the two",
    byTime("01:30"),
    "2026-11-01T05:45:00Z",
    "America/New_York",
    "2026-11-02T06:30:00Z",
  ],
  [
    "the day after, for a slot of the last day of a month",
    byTime("00:30"),
    "2026-02-28T23:00:00Z",
    "UTC",
    "2026-03-01T00:30:00Z",
  ],
])("a slot has to be done %s", (_title, finishBy, slot, zone, deadline) => {
  expect(finishByDeadline(finishBy, new Date(slot), zone)).toEqual(new Date(deadline));
});
