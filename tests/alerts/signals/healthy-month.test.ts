import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { healthyJobs } from "../support/healthy-jobs.ts";
import { AUTUMN, SPRING, watchMonth } from "../support/watch-month.ts";

let domain: DomainDb;
beforeEach(async () => {
  domain = await openDomainDb();
});
afterEach(() => domain.close());

/** As often as a test may; tests/faults/healthy-months.test.ts looks closer. */
const NOW_AND_THEN = { stepMinutes: 311, nightStepMinutes: 23 };

describe("32 healthy jobs", () => {
  test("say nothing over a month in which the clocks change", { timeout: 300_000 }, async () => {
    const jobs = healthyJobs(1);
    expect(jobs).toHaveLength(32);
    const { turns, runs, wrong } = await watchMonth(domain.db, jobs, { ...SPRING, ...NOW_AND_THEN });
    expect(wrong).toEqual({});
    expect(turns).toBeGreaterThan(200);
    expect(runs).toBeGreaterThan(15_000);
  });
});

describe("one of them that is not well", () => {
  /** Two days around the night in which New York's clocks are put back. */
  const night = {
    ...AUTUMN,
    from: "2026-10-31T00:00:00Z",
    to: "2026-11-02T00:00:00Z",
    changes: ["2026-11-01T06:00:00Z"],
    ...NOW_AND_THEN,
  };

  test.each<[string, string, "null" | "failed" | "missed", string[]]>([
    [
      "is not seen to in that night",
      "daily-twice-new-york",
      "null",
      [
        "wrong scheduler scheduler",
        "wrong missed schedule:job:daily-twice-new-york",
        "wrong late job:daily-twice-new-york",
      ],
    ],
    [
      "fails in that night",
      "daily-twice-new-york",
      "failed",
      ["wrong failed job:daily-twice-new-york", "wrong late job:daily-twice-new-york"],
    ],
    [
      "misses a slot in that night",
      "six-hours-1",
      "missed",
      ["wrong missed schedule:job:six-hours-1", "wrong late job:six-hours-1"],
    ],
  ])("%s: it is told, and no other", { timeout: 60_000 }, async (_title, name, what, expected) => {
    const jobs = healthyJobs(2).map((simulated) => {
      if (simulated.job.name !== name) return simulated;
      const next = (slot: Date) => {
        if (slot < new Date("2026-11-01T04:00:00Z")) return simulated.next(slot);
        return what === "null" ? null : (simulated.next(slot)?.map((run) => ({ ...run, status: what })) ?? null);
      };
      return { ...simulated, next };
    });
    const { wrong } = await watchMonth(domain.db, jobs, night);
    expect(Object.keys(wrong).sort()).toEqual(expected.sort());
  });
});
