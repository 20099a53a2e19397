import { describe, expect, it } from "vitest";
import { cron, nextInstant, previousInstant, scheduleProblem } from "../../../lib/cron/time/expressions.ts";

describe("an expression", () => {
  it.each([
    ["*/5 * * * *"],
    ["0 2 * * *"],
    ["0 9 * * MON-FRI"],
    ["0,30 9-17 1 JAN,JUL *"],
    ["0 3 * * 7"],
    ["0 3 29 2 *"],
  ])("%s is accepted", (expression) => {
    expect(scheduleProblem(expression, "UTC")).toBeNull();
  });

  it.each([
    ["", "0 fields"],
    ["* * * *", "4 fields"],
    ["0 * * * * *", "6 fields"],
    ["@daily", "nickname"],
    ["0 0 L * *", "L"],
    ["0 0 ? * *", "?"],
    ["0 0 15W * *", "15W"],
    ["0 0 * * 1#2", "1#2"],
    ["61 * * * *", "61"],
    ["0 0 30 2 *", "never fires"],
    ["x".repeat(200), "128"],
  ])("%s is refused, naming what is wrong", (expression, part) => {
    expect(scheduleProblem(expression, "UTC")?.message).toContain(part);
  });

  it("in a zone that does not exist is refused", () => {
    expect(scheduleProblem("0 9 * * *", "Mars/Olympus")?.message).toContain("Mars/Olympus");
  });
});

describe("neighbours of an instant", () => {
  const daily = cron("0 2 * * *");
  it.each([
    ["2026-11-21T01:59:59.999Z", "2026-11-20T02:00:00.000Z", "2026-11-21T02:00:00.000Z"],
    ["2026-11-21T02:00:00.000Z", "2026-11-21T02:00:00.000Z", "2026-11-22T02:00:00.000Z"],
    ["2026-11-21T02:00:00.500Z", "2026-11-21T02:00:00.000Z", "2026-11-22T02:00:00.000Z"],
  ])("%s lies from %s to %s", (at, previous, next) => {
    expect(previousInstant(daily, new Date(at))?.toISOString()).toBe(previous);
    expect(nextInstant(daily, new Date(at))?.toISOString()).toBe(next);
  });

  it("are those of the zone, on both sides of a change of offset", () => {
    const nine = cron("0 9 * * *", "America/New_York");
    expect(previousInstant(nine, new Date("2026-10-31T20:00:00Z"))?.toISOString()).toBe("2026-10-31T13:00:00.000Z");
    expect(previousInstant(nine, new Date("2026-11-01T20:00:00Z"))?.toISOString()).toBe("2026-11-01T14:00:00.000Z");
  });
});
