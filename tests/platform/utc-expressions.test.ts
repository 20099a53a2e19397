import { describe, expect, test } from "vitest";
import { cron, nextInstant } from "../../lib/cron/time/expressions.ts";
import { utcExpressions } from "../../lib/platform/utc-expressions.ts";

const now = new Date("2026-11-21T12:00:00Z");
const inZone = (expression: string, timezone: string) => utcExpressions({ expression, timezone, now });

describe("in zones without daylight saving", () => {
  test.each([
    ["0 9 * * *", "UTC", ["0 9 * * *"]],
    ["*/5 * * * *", "UTC", ["*/5 * * * *"]],
    ["0 0 * JAN,MAR SUN", "UTC", ["0 0 * 1,3 0"]],
    ["0 3 * * 7", "UTC", ["0 3 * * 0"]],
    ["0 9 * * *", "Asia/Seoul", ["0 0 * * *"]],
    ["0 3 * * *", "Asia/Seoul", ["0 18 * * *"]],
    ["0 3 * * MON-FRI", "Asia/Seoul", ["0 18 * * 0-4"]],
    ["0 3 * * SUN", "Asia/Seoul", ["0 18 * * 6"]],
    ["*/15 * * * *", "Asia/Seoul", ["*/15 * * * *"]],
    ["30 9 * * *", "Asia/Kolkata", ["0 4 * * *"]],
    ["0 9 * * *", "Asia/Kolkata", ["30 3 * * *"]],
    ["0,45 9 * * *", "Asia/Kolkata", ["30 3 * * *", "15 4 * * *"]],
    ["0 9 * * *", "Asia/Kathmandu", ["15 3 * * *"]],
  ])("%s in %s is %j", (expression, timezone, expected) => {
    expect(inZone(expression, timezone)).toEqual(expected);
  });
});

describe("with daylight saving", () => {
  test("a time of the day is both hours that can be right", () => {
    expect(inZone("0 9 * * *", "America/New_York")).toEqual(["0 13,14 * * *"]);
    expect(inZone("0 2 * * *", "Europe/Berlin")).toContain("0 0,1 * * *");
  });

  test("a time near midnight is one hour on the day and one on the day before", () => {
    expect(inZone("30 1 * * MON", "Europe/Berlin")).toEqual(["30 0 * * 1", "30 23 * * 0"]);
  });

  test("a time that the gap swallows is called at the gap's end, in the month of the gap", () => {
    expect(inZone("30 2 * * *", "America/New_York")).toEqual(["30 6,7 * * *", "0 7 * 3 *"]);
  });

  test("a zone that moves by half an hour has both minutes", () => {
    expect(inZone("0 9 * * *", "Australia/Lord_Howe")).toEqual(["*/30 22 * * *"]);
  });
});

test("what runs all day runs all day in UTC, in every zone", () => {
  for (const timezone of ["America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]) {
    expect(inZone("* * * * *", timezone)).toEqual(["* * * * *"]);
    expect(inZone("*/15 * * * *", timezone)).toEqual(["*/15 * * * *"]);
  }
});

describe("days and months", () => {
  test("the first of the month in Seoul is the last of the month before in UTC, whatever its length", () => {
    expect(inZone("0 3 1 * *", "Asia/Seoul").toSorted()).toEqual([
      "0 18 28,29 2 *",
      "0 18 30 4,6,9,11 *",
      "0 18 31 1,3,5,7,8,10,12 *",
    ]);
  });

  test("days and weekdays together are two expressions, for the platform takes one of both", () => {
    expect(inZone("0 0 1 * 1", "UTC")).toEqual(["0 0 1 * *", "0 0 * * 1"]);
  });
});

const EXPRESSIONS = [
  "0 9 * * *",
  "30 2 * * *",
  "15 0 * * *",
  "20,50 1-3 * * *",
  "45 23 * * 1-5",
  "30 0 1 * *",
  "10 2 29 2 *",
  "0 3 31 3 *",
  "0 22 1,15 * 0",
  "5 1 * 3,10 0",
  "30 2 8-14 3 *",
];
const ZONES = [
  "UTC",
  "America/New_York",
  "Europe/Berlin",
  "Australia/Lord_Howe",
  "Africa/Cairo",
  "Africa/Casablanca",
  "America/St_Johns",
  "America/Havana",
  "Asia/Seoul",
  "Asia/Kolkata",
  "Asia/Kathmandu",
  "Pacific/Kiritimati",
  "Pacific/Chatham",
  "Pacific/Pago_Pago",
];

describe("every right instant of this year and the next is among them", () => {
  test.each(ZONES)("in %s", (timezone) => {
    const missed = EXPRESSIONS.flatMap((expression) => {
      const utc = inZone(expression, timezone);
      return slotsOfYears(expression, timezone)
        .filter((slot) => !utc.some((candidate) => firesAt(candidate, slot)))
        .map((slot) => `${expression}: ${slot.toISOString()} is in none of ${utc.join(" | ")}`);
    });
    expect(missed).toEqual([]);
  });
});

function slotsOfYears(expression: string, timezone: string): Date[] {
  const slots: Date[] = [];
  const schedule = cron(expression, timezone);
  const end = new Date("2028-01-01T00:00:00Z");
  let slot = nextInstant(schedule, new Date("2025-12-31T23:59:59Z"));
  for (; slot && slot < end; slot = nextInstant(schedule, slot)) slots.push(slot);
  return slots;
}

/** A reader of its own: numbers, lists, ranges and steps over UTC's own calendar. */
function firesAt(expression: string, at: Date): boolean {
  const now = [at.getUTCMinutes(), at.getUTCHours(), at.getUTCDate(), at.getUTCMonth() + 1, at.getUTCDay()];
  return expression.split(" ").every((field, index) => field.split(",").some((part) => holds(part, now[index] ?? -1)));
}

function holds(part: string, value: number): boolean {
  const [range = "", step = "1"] = part.split("/");
  if (range === "*") return value % Number(step) === 0;
  const [from = "", to = from] = range.split("-");
  return value >= Number(from) && value <= Number(to);
}
