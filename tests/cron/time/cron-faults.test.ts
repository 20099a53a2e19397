import { describe, expect, it } from "vitest";
import { countInstants, cronAfter, parseCronFields } from "../../../lib/cron/time/cron-instants.ts";
import { scheduleProblem } from "../../../lib/cron/time/expressions.ts";
import { BoundedCache } from "../../../lib/cron/words/bounded-cache.ts";
import { lintDayFields, offsetShift } from "../../../lib/dashboard/schedules/schedule-lint.ts";
import { utcExpressions } from "../../../lib/platform/utc-expressions.ts";

const weekdays = (expression: string) => [...parseCronFields(expression).weekdays].sort();

describe("fault A8: weekday ranges", () => {
  it.each([
    ["FRI-SUN", [0, 5, 6]],
    ["FRI-SUN,MON", [0, 1, 5, 6]],
    ["SAT-SUN", [0, 6]],
    ["sat-Sun", [0, 6]],
    ["MON-SUN", [0, 1, 2, 3, 4, 5, 6]],
    ["SUN-TUE", [0, 1, 2]],
    ["SUN", [0]],
    ["SUN-SUN", [0]],
    ["5-7", [0, 5, 6]],
    ["mon-fri/2", [1, 3, 5]],
    ["THU-SUN/2", [4, 6]],
    ["1,wed,5-SUN", [0, 1, 3, 5, 6]],
  ])("%s are the days %j, for code and sync alike", (field, expected) => {
    const expression = `0 9 * * ${field}`;
    expect(scheduleProblem(expression, "UTC")).toBeNull();
    expect(weekdays(expression)).toEqual(expected);
    const utc = utcExpressions({ expression, timezone: "UTC", now: new Date("2026-11-27T00:00:00Z") });
    expect([...new Set(utc.flatMap((one) => weekdays(one)))].sort()).toEqual(expected);
  });

  it.each([
    ["0 9 * * FRI-MON", "FRI-MON"],
    ["0 9 * * 6-0", "6-0"],
    ["0 22-4 * * *", "22-4"],
    ["0 9 * NOV-FEB *", "NOV-FEB"],
    ["50-10 * * * *", "50-10"],
    ["0 9 28-3 * *", "28-3"],
  ])("%s goes downwards and is told so, with how to write it", (expression, range) => {
    expect(scheduleProblem(expression, "UTC")).toMatchObject({ code: "downward_range", values: { range } });
  });

  it.each(["0 9 * * MON/2", "5/15 * * * *"])(
    "%s has a step without a range and is told how to write one",
    (expression) => {
      expect(scheduleProblem(expression, "UTC")).toMatchObject({ code: "step_without_range" });
    },
  );
});

describe("fault A9: a counted range whose gap ends at local midnight", () => {
  it("counts the instant after the gap once, as the list has it", () => {
    const nuuk = { expression: "0 0,23 * * *", timezone: "America/Nuuk" };
    const [from, to] = [new Date("2026-03-27T12:00:00Z"), new Date("2026-03-30T12:00:00Z")];
    const listed: string[] = [];
    for (let at = cronAfter(nuuk, from); at && at <= to; at = cronAfter(nuuk, at)) listed.push(at.toISOString());
    expect(countInstants(nuuk, from, to)).toBe(listed.length);
    expect(listed).toHaveLength(5);
  });
});

describe("fault A10: the day of a change of offset", () => {
  const shifts = (timezone: string, days: readonly string[]) => days.map((day) => offsetShift(timezone, new Date(day)));

  it.each([
    ["America/New_York", ["2026-03-07T14:00:00Z", "2026-03-08T13:00:00Z", "2026-03-09T13:00:00Z"], [null, 60, null]],
    ["America/New_York", ["2026-10-31T13:00:00Z", "2026-11-01T14:00:00Z", "2026-11-02T14:00:00Z"], [null, -60, null]],
    // 23:00 becomes 0:00 of the next day; 0:00 becomes 1:00 of the same; 0:00 becomes 23:00 of the day before.
    ["America/Nuuk", ["2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"], [60, null]],
    ["Africa/Cairo", ["2026-04-23T12:00:00Z", "2026-04-24T12:00:00Z", "2026-04-25T12:00:00Z"], [null, 60, null]],
    ["Africa/Cairo", ["2026-10-29T12:00:00Z", "2026-10-30T12:00:00Z"], [-60, null]],
    ["UTC", ["2026-03-08T13:00:00Z"], [null]],
  ])("%s: %j are told %j minutes", (timezone, days, expected) => {
    expect(shifts(timezone, days)).toEqual(expected);
  });

  it("is told in whole minutes, also where a zone left its local time of the sun", () => {
    expect(shifts("America/New_York", ["1883-11-18T20:00:00Z"])).toEqual([-4]);
  });
});

describe("fault A11: a star with a step in a day field", () => {
  it.each([
    ["0 0 */2 * 1", "2026-12-07T00:00:00.000Z"],
    ["0 0 13 * 5", "2026-12-04T00:00:00.000Z"],
    ["0 0 1 * */2", "2026-12-01T00:00:00.000Z"],
    ["0 0 1 * *", "2026-12-01T00:00:00.000Z"],
    ["0 0 * * 1", "2026-11-30T00:00:00.000Z"],
  ])("%s fires next after 27 November 2026 at %s", (expression, expected) => {
    const at = { expression, timezone: "UTC" };
    expect(cronAfter(at, new Date("2026-11-27T00:00:00Z"))?.toISOString()).toBe(expected);
  });

  it("the platform is told every day that can be right, and lint says the rule in words", () => {
    const utc = utcExpressions({ expression: "0 0 */2 * 1", timezone: "UTC", now: new Date("2026-11-27T00:00:00Z") });
    expect(utc).toEqual(["0 0 * * 1"]);
    expect(lintDayFields("0 0 */2 * 1")).toMatchObject([{ code: "starred_day_fields" }]);
    expect(lintDayFields("0 0 13 * 5")).toMatchObject([{ code: "both_day_fields" }]);
    expect(lintDayFields("0 0 */1 * 1")).toEqual([]);
  });
});

describe("fault A18: what is kept of what people type", () => {
  it("is bounded, and what was asked for last stays", () => {
    const cache = new BoundedCache<number>(3);
    let made = 0;
    const ask = (key: string) => cache.get(key, () => ++made);
    for (const key of ["a", "b", "c", "a", "d", "a"]) ask(key);
    expect([made, cache.size]).toEqual([4, 3]);
    expect([ask("a"), ask("b")]).toEqual([1, 5]);
  });

  it("expressions that differ in case and spaces are one", () => {
    const at = (expression: string) => cronAfter({ expression, timezone: "UTC" }, new Date("2026-11-27T00:00:00Z"));
    expect(at("  0   9 * * mon ")).toEqual(at("0 9 * * MON"));
  });
});
