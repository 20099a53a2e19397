import { describe, expect, test } from "vitest";
import { lengthOf, wallDays, wallHourAt } from "../../../lib/dashboard/forms/wall-hours.ts";

const NEW_YORK = "America/New_York";
const LORD_HOWE = "Australia/Lord_Howe";

function dayOf(zone: string, noonUtc: string) {
  const [day] = wallDays(zone, new Date(noonUtc), 1);
  if (!day) throw new Error("expected a day");
  return { ...day, length: lengthOf(day) };
}

/** An hour's pieces as "05:00Z for 60 min, again". */
const pieces = (day: ReturnType<typeof dayOf>, hour: number) =>
  day.hours
    .filter((piece) => piece.hour === hour)
    .map(({ at, until, again }) => {
      const minutes = (until.getTime() - at.getTime()) / 60_000;
      return `${at.toISOString().slice(11, 16)}Z for ${minutes} min${again ? ", again" : ""}`;
    });

test("a day has the 24 hours of its zone, not those of UTC", () => {
  const day = dayOf("Asia/Kolkata", "2026-03-10T12:00:00Z");
  expect([day.date, day.length, day.hours.length]).toEqual(["2026-03-10", 24, 24]);
  expect(pieces(day, 0)).toEqual(["18:30Z for 60 min"]);
  expect(wallDays("Asia/Seoul", new Date("2026-03-10T16:00:00Z"), 2).map(({ date }) => date)).toEqual([
    "2026-03-11",
    "2026-03-10",
  ]);
});

describe.each([
  { zone: NEW_YORK, noon: "2026-03-08T17:00:00Z", length: 23, changed: 2, as: [] },
  {
    ...{ zone: NEW_YORK, noon: "2026-11-01T17:00:00Z", length: 25, changed: 1 },
    as: ["05:00Z for 60 min", "06:00Z for 60 min, again"],
  },
  { zone: LORD_HOWE, noon: "2026-10-04T01:00:00Z", length: 23.5, changed: 2, as: ["15:30Z for 30 min"] },
  {
    ...{ zone: LORD_HOWE, noon: "2026-04-05T01:00:00Z", length: 24.5, changed: 1 },
    as: ["14:00Z for 60 min", "15:00Z for 30 min, again"],
  },
  { zone: "Africa/Cairo", noon: "2026-04-24T10:00:00Z", length: 23, changed: 0, as: [] },
  {
    ...{ zone: "Africa/Cairo", noon: "2026-10-29T10:00:00Z", length: 25, changed: 23 },
    as: ["20:00Z for 60 min", "21:00Z for 60 min, again"],
  },
])("where the clocks of $zone change, a day of $length h", ({ zone, noon, length, changed, as }) => {
  const day = dayOf(zone, noon);

  test(`has its hour ${changed} as ${as.join(" and ") || "none"}`, () => {
    expect(day.length).toBe(length);
    expect(pieces(day, changed)).toEqual(as);
  });

  test("has hours that follow each other without a gap, and each instant lies in the hour that says so", () => {
    for (const [index, hour] of day.hours.entries()) {
      expect(hour.at.getTime()).toBe(day.hours[index - 1]?.until.getTime() ?? hour.at.getTime());
      expect(wallHourAt(zone, new Date(hour.until.getTime() - 1))).toEqual(hour);
    }
  });
});
