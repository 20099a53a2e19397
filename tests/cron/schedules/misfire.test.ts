import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CatchUpRules, type DueSchedule, planSlots } from "../../../lib/cron/schedules/misfire.ts";
import { countSlots, nextSlot, type Timing } from "../../../lib/cron/time/timing.ts";
import { MISFIRE_POLICIES } from "../../../lib/cron/words/vocabulary.ts";

const HOUR = 3_600_000;
const RULES: CatchUpRules = { misfire: "run-once", maxLatenessMs: null, maxCatchUp: 100, graceMs: 30_000 };
const cron = (expression: string): Timing => ({ kind: "cron", expression, timezone: "UTC" });
const due = (expression: string, next: string, rules: Partial<CatchUpRules> = {}): DueSchedule => ({
  timing: cron(expression),
  nextSlot: new Date(next),
  rules: { ...RULES, ...rules },
  endsAt: null,
});
const hours = (dates: { slot: Date }[]) => dates.map(({ slot }) => slot.getUTCHours());

describe("a slot that is on time", () => {
  it.each(MISFIRE_POLICIES)("runs under %s, with nothing beside it", (misfire) => {
    const plan = planSlots(due("0 * * * *", "2026-11-21T09:00:00Z", { misfire }), new Date("2026-11-21T09:00:04Z"));
    expect(plan).toEqual({
      runs: [{ slot: new Date("2026-11-21T09:00:00Z"), coalesced: 0, late: false }],
      unrun: [],
      next: new Date("2026-11-21T10:00:00Z"),
    });
  });
});

describe("fault A2: a backlog under run-all", () => {
  const timing: Timing = { kind: "interval", everySeconds: 10, anchor: new Date("2026-11-21T09:00:00Z") };
  const backlog = (rules: Partial<CatchUpRules>, stoppedMs: number) => {
    const nextSlot = new Date("2026-11-21T09:00:10Z");
    const now = new Date(nextSlot.getTime() - 9_000 + stoppedMs);
    return planSlots({ timing, nextSlot, rules: { ...RULES, misfire: "run-all", ...rules }, endsAt: null }, now);
  };

  it("all of it is catch-up, whatever the grace: the youngest slots are not left to the overlap policy", () => {
    const { runs, unrun } = backlog({}, 72_000);
    expect(runs.map(({ slot, late }) => [slot.toISOString().slice(14, 19), late])).toEqual(
      ["00:10", "00:20", "00:30", "00:40", "00:50", "01:00", "01:10"].map((at) => [at, true]),
    );
    expect(unrun).toEqual([]);
  });

  it("above the cap the youngest run, and the others are told so", () => {
    const { runs, unrun } = backlog({ maxCatchUp: 5, graceMs: 3_600_000 }, 552_000);
    expect(runs.map(({ late }) => late)).toEqual(Array(5).fill(true));
    expect(unrun.map(({ count, reason }) => [count, reason])).toEqual([[50, "cap"]]);
  });

  it("a single slot that is on time is no backlog", () => {
    expect(backlog({}, 12_000).runs).toMatchObject([{ late: false }]);
  });
});

describe("a stored slot that is none of the schedule's any more", () => {
  it("is left for the next one that is, not looked at again and again", () => {
    const plan = planSlots(due("0 9 * * *", "2026-11-21T08:00:00Z"), new Date("2026-11-21T08:00:04Z"));
    expect(plan).toEqual({ runs: [], unrun: [], next: new Date("2026-11-21T09:00:00Z") });
  });

  it("is waited for while it has not come", () => {
    const plan = planSlots(due("0 9 * * *", "2026-11-21T10:00:00Z"), new Date("2026-11-21T09:59:00Z"));
    expect(plan.next).toEqual(new Date("2026-11-21T10:00:00Z"));
  });
});

describe("six hours' stop over an hourly job", () => {
  const now = new Date("2026-11-21T15:20:00Z");
  const plan = (rules: Partial<CatchUpRules>) => planSlots(due("0 * * * *", "2026-11-21T10:00:00Z", rules), now);

  it("skip: no run, six missed slots", () => {
    const { runs, unrun, next } = plan({ misfire: "skip" });
    expect(runs).toEqual([]);
    expect(unrun.reduce((sum, { count }) => sum + count, 0)).toBe(6);
    expect(unrun.every(({ status, reason }) => status === "missed" && reason === "scheduler_down")).toBe(true);
    expect(next).toEqual(new Date("2026-11-21T16:00:00Z"));
  });

  it("run-once: one late run at the latest slot that stands for the five before it", () => {
    const { runs, unrun } = plan({ misfire: "run-once" });
    expect(runs).toEqual([{ slot: new Date("2026-11-21T15:00:00Z"), coalesced: 5, late: true }]);
    expect(unrun.reduce((sum, { count }) => sum + count, 0)).toBe(5);
  });

  it("run-all: six runs with the right slots, oldest first", () => {
    expect(hours(plan({ misfire: "run-all" }).runs)).toEqual([10, 11, 12, 13, 14, 15]);
  });

  it("run-all with a lateness limit of 2 h: two runs, four too late", () => {
    const { runs, unrun } = plan({ misfire: "run-all", maxLatenessMs: 2 * HOUR });
    expect(hours(runs)).toEqual([14, 15]);
    expect(unrun.map(({ reason, count }) => [reason, count])).toEqual([["too_late", 4]]);
  });

  it("run-all with a cap of 3: the three latest, the others named as capped", () => {
    const { runs, unrun } = plan({ misfire: "run-all", maxCatchUp: 3 });
    expect(hours(runs)).toEqual([13, 14, 15]);
    expect(unrun.reduce((sum, { count }) => sum + count, 0)).toBe(3);
    expect(unrun.every(({ reason }) => reason === "cap")).toBe(true);
  });

  it("run-once with a lateness limit of 10 min: nothing runs, all are too late", () => {
    const { runs, unrun } = plan({ misfire: "run-once", maxLatenessMs: 600_000 });
    expect(runs).toEqual([]);
    expect(unrun.every(({ reason }) => reason === "too_late")).toBe(true);
  });
});

describe("a 30-day gap of a minutely job", () => {
  it("is one run and 43,200 slots accounted for", () => {
    const plan = planSlots(due("* * * * *", "2026-10-01T00:01:00Z"), new Date("2026-10-31T00:00:30Z"));
    expect(plan.runs).toEqual([{ slot: new Date("2026-10-31T00:00:00Z"), coalesced: 43_199, late: false }]);
    expect(plan.unrun.reduce((sum, { count }) => sum + count, 0)).toBe(43_199);
    expect(plan.unrun.length).toBeLessThanOrEqual(122);
  });
});

describe("fault A6: a pause that ended by itself", () => {
  const pauses = [{ from: new Date("2026-11-21T08:30:00Z"), until: new Date("2026-11-21T10:01:00Z") }];
  const plan = (next: string, now: string, rules: Partial<CatchUpRules> = {}) =>
    planSlots({ ...due("0 * * * *", next, rules), pauses }, new Date(now));
  const told = (unrun: { from: Date; reason: string; count: number }[]) =>
    unrun.map(({ from, reason, count }) => [from.getUTCHours(), reason, count]);

  it.each(MISFIRE_POLICIES)("keeps its slot under %s, though it is looked at after the end", (misfire) => {
    const { runs, unrun, next } = plan("2026-11-21T10:00:00Z", "2026-11-21T10:02:00Z", { misfire });
    expect([runs, told(unrun), next]).toEqual([[], [[10, "paused", 1]], new Date("2026-11-21T11:00:00Z")]);
  });

  it("leaves what lay before and after it to the rules, and one run stands for none of its slots", () => {
    const { runs, unrun } = plan("2026-11-21T07:00:00Z", "2026-11-21T12:30:00Z");
    expect(runs).toEqual([{ slot: new Date("2026-11-21T12:00:00Z"), coalesced: 3, late: true }]);
    expect(told(unrun)).toEqual([
      [7, "coalesced", 2],
      [9, "paused", 2],
      [11, "coalesced", 1],
    ]);
    expect(hours(plan("2026-11-21T07:00:00Z", "2026-11-21T12:30:00Z", { misfire: "run-all" }).runs)).toEqual([
      7, 8, 11, 12,
    ]);
  });

  it("lets the slot at its very end run, and not the one at its beginning", () => {
    const exact = [{ from: new Date("2026-11-21T09:00:00Z"), until: new Date("2026-11-21T10:00:00Z") }];
    const schedule = { ...due("0 * * * *", "2026-11-21T09:00:00Z"), pauses: exact };
    const { runs, unrun } = planSlots(schedule, new Date("2026-11-21T10:00:05Z"));
    expect([hours(runs), told(unrun)]).toEqual([[10], [[9, "paused", 1]]]);
  });
});

describe("the end of a schedule", () => {
  it("lets no slot after it fall due", () => {
    const schedule = { ...due("0 * * * *", "2026-11-21T09:00:00Z"), endsAt: new Date("2026-11-21T10:30:00Z") };
    const plan = planSlots(schedule, new Date("2026-11-21T20:00:00Z"));
    expect(plan.runs[0]?.slot).toEqual(new Date("2026-11-21T10:00:00Z"));
    expect(plan.next).toBeNull();
  });

  it("comes with its only date", () => {
    const at = new Date("2026-11-21T12:00:00Z");
    const schedule: DueSchedule = { timing: { kind: "date", at }, nextSlot: at, rules: RULES, endsAt: null };
    expect(planSlots(schedule, new Date("2026-11-23T00:00:00Z"))).toEqual({
      runs: [{ slot: at, coalesced: 0, late: true }],
      unrun: [],
      next: null,
    });
  });
});

it("every slot that fell due has exactly one ending, whatever the rules", () => {
  const timing = fc.oneof(
    fc.constantFrom("* * * * *", "*/7 * * * *", "0 * * * *", "30 2 * * 1,4", "0 0 1 * *").map(cron),
    fc
      .integer({ min: 60, max: 90_000 })
      .map((everySeconds): Timing => ({ kind: "interval", everySeconds, anchor: new Date("2026-01-01T00:00:00Z") })),
  );
  const rules = fc.record({
    misfire: fc.constantFrom(...MISFIRE_POLICIES),
    maxLatenessMs: fc.option(fc.integer({ min: 0, max: 40 * HOUR })),
    maxCatchUp: fc.integer({ min: 1, max: 50 }),
    graceMs: fc.constantFrom(30_000, 120_000, HOUR),
  });
  const offsets = fc.array(
    fc.tuple(fc.integer({ min: -HOUR, max: 80 * HOUR }), fc.integer({ min: 1, max: 9 * HOUR })),
    {
      maxLength: 3,
    },
  );
  const start = fc.integer({ min: Date.parse("2026-02-01T00:00:00Z"), max: Date.parse("2026-12-01T00:00:00Z") });
  fc.assert(
    fc.property(
      timing,
      rules,
      start,
      fc.integer({ min: 0, max: 3 * 24 * HOUR }),
      offsets,
      (kind, limits, at, gap, held) => {
        const first = nextSlot(kind, new Date(at));
        if (!first) return;
        const now = new Date(first.getTime() + gap);
        const pauses = held.map(([from, ms]) => ({ from: new Date(at + from), until: new Date(at + from + ms) }));
        const plan = planSlots({ timing: kind, nextSlot: first, rules: limits, endsAt: null, pauses }, now);
        const lay = (slot: Date) => pauses.some(({ from, until }) => slot >= from && slot < until);
        expect(plan.runs.some(({ slot }) => lay(slot))).toBe(false);
        for (const { from, until, reason } of plan.unrun) {
          expect([from, until].map(lay)).toEqual(Array(2).fill(reason === "paused"));
        }
        const seen = [...plan.runs.map(({ slot }) => ({ from: slot, until: slot, count: 1 })), ...plan.unrun].sort(
          (a, b) => a.from.getTime() - b.from.getTime(),
        );
        let expected: Date | null = first;
        for (const { from, until, count } of seen) {
          expect(from).toEqual(expected);
          expect(count).toBe(countSlots(kind, from, until));
          expected = nextSlot(kind, until);
        }
        expect(plan.next).toEqual(expected);
        expect(plan.next === null || plan.next > now).toBe(true);
      },
    ),
    { numRuns: 400 },
  );
});
