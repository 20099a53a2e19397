import { describe, expect, test } from "vitest";
import { CHAOS, type Chaos, planCalls } from "../../scripts/cron/ticker/calls.ts";

const crons = [
  { path: "/api/cron/a", schedule: "*/5 * * * *", timezone: "UTC" },
  { path: "/api/cron/b", schedule: "0 9 * * *", timezone: "Asia/Seoul" },
];
const day = { from: new Date("2026-03-01T00:00:00Z"), until: new Date("2026-03-02T00:00:00Z") };
const plan = (chaos: readonly Chaos[], seed = "one") => planCalls({ crons, ...day, chaos, seed });

describe("without chaos", () => {
  test("every instant is called once, on time, in order", () => {
    const calls = plan([]);
    expect(calls).toHaveLength(288 + 1);
    expect(calls.every(({ at, dueAt, fate }) => at.getTime() === dueAt.getTime() && fate === "on time")).toBe(true);
    expect(calls[0]?.dueAt).toEqual(new Date("2026-03-01T00:05:00Z"));
  });
});

describe("with chaos", () => {
  test("a seed decides everything, another one otherwise", () => {
    expect(plan(CHAOS)).toEqual(plan(CHAOS));
    expect(plan(CHAOS, "two")).not.toEqual(plan(CHAOS));
  });

  test("the fate of a call does not depend on how much is played", () => {
    const half = planCalls({ crons, ...day, until: new Date("2026-03-01T12:00:00Z"), chaos: CHAOS, seed: "one" });
    const known = new Set(plan(CHAOS).map((call) => JSON.stringify(call)));
    expect(half.filter((call) => !known.has(JSON.stringify(call)))).toEqual([]);
  });

  test.each([
    ["duplicate", 289, "duplicate"],
    ["miss", 0, "missed"],
    ["late", 0, "late"],
  ] as const)("%s strikes about one call in five", (kind, others, fate) => {
    const calls = plan([kind]);
    const struck = calls.filter((call) => call.fate === fate);
    expect(struck.length).toBeGreaterThan(30);
    expect(struck.length).toBeLessThan(90);
    expect(calls).toHaveLength(others === 0 ? 289 : others + struck.length);
  });

  test("late is at most ten minutes, and order is that of the calls", () => {
    const calls = plan(["late"]);
    expect(calls.every(({ at, dueAt }) => at.getTime() - dueAt.getTime() <= 600_000)).toBe(true);
    expect(calls.map(({ at }) => at.getTime())).toEqual(calls.map(({ at }) => at.getTime()).sort((a, b) => a - b));
  });
});
