import { describe, expect, test } from "vitest";
import { expressionOfFields } from "../../../lib/dashboard/schedules/cron-fields.ts";

describe("fault D4: an hour alone means its minute 0", () => {
  test.each([
    [{ hour: "9" }, "0 9 * * *"],
    [{ minute: "", hour: "9", day: "*", month: "*", dayOfWeek: "*" }, "0 9 * * *"],
    [{ hour: "9", dayOfWeek: "MON-FRI" }, "0 9 * * MON-FRI"],
    [{ minute: "30" }, "30 * * * *"],
    [{ minute: "20", day: "1" }, "20 * 1 * *"],
    [{ day: "1" }, "0 0 1 * *"],
    [{ dayOfWeek: "MON" }, "0 0 * * MON"],
    [{ month: "6" }, "0 0 1 6 *"],
    [{ month: "6", dayOfWeek: "MON" }, "0 0 * 6 MON"],
    [{ minute: " " }, null],
    [{}, null],
  ])("%j is %s", (given, expression) => {
    expect(expressionOfFields(given)).toBe(expression);
  });
});
