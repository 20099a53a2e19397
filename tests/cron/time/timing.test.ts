import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduleProblem } from "../../../lib/cron/time/expressions.ts";
import { countSlots, lastSlots, latestSlot, nextSlot, type Timing } from "../../../lib/cron/time/timing.ts";

const ZONES = ["UTC", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "Asia/Seoul"];
const cron = (expression: string, timezone = "UTC"): Timing => ({ kind: "cron", expression, timezone });

function walked(timing: Timing, from: Date, to: Date): number {
  let count = 0;
  for (let slot = nextSlot(timing, new Date(from.getTime() - 1)); slot && slot <= to; slot = nextSlot(timing, slot))
    count += 1;
  return count;
}

const field = (from: number, to: number) =>
  fc.oneof(
    fc.constant("*"),
    fc.integer({ min: from, max: to }).map(String),
    fc.integer({ min: 2, max: 15 }).map((step) => `*/${step}`),
    fc
      .tuple(fc.integer({ min: from, max: to }), fc.integer({ min: from, max: to }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc.uniqueArray(fc.integer({ min: from, max: to }), { minLength: 1, maxLength: 4 }).map((list) => list.join(",")),
  );
const expression = fc
  .tuple(field(0, 59), field(0, 23), field(1, 28), fc.constantFrom("*", "3", "4", "10-11"), field(0, 6))
  .map((f) => f.join(" "));
const year = { min: Date.parse("2026-01-01T00:00:00Z"), max: Date.parse("2027-12-31T00:00:00Z") };

describe("counting slots", () => {
  it("agrees with walking them, in every zone and over every change of offset", () => {
    fc.assert(
      fc.property(
        expression,
        fc.constantFrom(...ZONES),
        fc.integer(year),
        fc.integer({ min: 0, max: 9 * 86_400_000 }),
        (text, zone, start, length) => {
          fc.pre(scheduleProblem(text, zone) === null);
          const timing = cron(text, zone);
          const [from, to] = [new Date(start), new Date(start + length)];
          expect(countSlots(timing, from, to)).toBe(walked(timing, from, to));
        },
      ),
      { numRuns: 200 },
    );
  });

  it("knows the 43,200 minutes of 30 days, ends included", () => {
    const from = new Date("2026-10-01T00:00:00Z");
    expect(countSlots(cron("* * * * *"), from, new Date("2026-10-30T23:59:00Z"))).toBe(43_200);
    expect(countSlots(cron("* * * * *", "America/New_York"), from, new Date("2026-10-30T23:59:30Z"))).toBe(43_200);
  });

  it("counts both ends and nothing of an empty range", () => {
    const hourly = cron("0 * * * *");
    const at = new Date("2026-11-21T09:00:00Z");
    expect(countSlots(hourly, at, at)).toBe(1);
    expect(countSlots(hourly, new Date(at.getTime() + 1), new Date(at.getTime() + 3_599_999))).toBe(0);
    expect(countSlots(hourly, new Date(at.getTime() + 1), at)).toBe(0);
  });
});

describe("a steady interval", () => {
  const anchor = new Date("2026-11-21T09:00:10Z");
  const every90s: Timing = { kind: "interval", everySeconds: 90, anchor };

  it("starts one interval after its anchor and keeps its grid", () => {
    expect(nextSlot(every90s, new Date("2020-01-01T00:00:00Z"))?.toISOString()).toBe("2026-11-21T09:01:40.000Z");
    expect(nextSlot(every90s, new Date("2026-11-21T09:01:40Z"))?.toISOString()).toBe("2026-11-21T09:03:10.000Z");
    expect(latestSlot(every90s, anchor)).toBeNull();
    expect(latestSlot(every90s, new Date("2026-11-21T09:05:00Z"))?.toISOString()).toBe("2026-11-21T09:04:40.000Z");
  });

  it("is counted by arithmetic", () => {
    expect(countSlots(every90s, anchor, new Date("2026-11-21T09:06:10Z"))).toBe(4);
    expect(countSlots(every90s, new Date("2026-11-21T09:01:40Z"), new Date("2026-11-21T09:03:10Z"))).toBe(2);
  });
});

describe("one date", () => {
  const once: Timing = { kind: "date", at: new Date("2026-12-01T12:00:00Z") };
  it("comes once", () => {
    expect(nextSlot(once, new Date("2026-11-01T00:00:00Z"))).toEqual(once.at);
    expect(nextSlot(once, once.at)).toBeNull();
    expect(latestSlot(once, new Date("2026-11-01T00:00:00Z"))).toBeNull();
    expect(countSlots(once, once.at, once.at)).toBe(1);
  });
});

describe("the last slots", () => {
  it("are the latest ones, oldest first, not before the range begins", () => {
    const range = { from: new Date("2026-11-21T05:30:00Z"), to: new Date("2026-11-21T11:00:00Z") };
    const hours = (limit: number) =>
      lastSlots(cron("0 * * * *"), { ...range, limit }).map((slot) => slot.getUTCHours());
    expect(hours(3)).toEqual([9, 10, 11]);
    expect(hours(99)).toEqual([6, 7, 8, 9, 10, 11]);
  });
});
