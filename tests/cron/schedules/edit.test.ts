import { describe, expect, it } from "vitest";
import { driftOf, type EditPlan, planEdit, planNew, type ScheduleChange } from "../../../lib/cron/schedules/edit.ts";
import type { ScheduleRecord } from "../../../lib/cron/schedules/record.ts";
import { DEFAULT_SETTINGS, type ScheduleSettings } from "../../../lib/cron/schedules/settings.ts";

const NOW = new Date("2026-11-21T09:30:00Z");
const HOURLY: Partial<ScheduleSettings> = { expression: "0 * * * *" };
const EVERY_90_MIN: Partial<ScheduleSettings> = { kind: "interval", everySeconds: 5400 };
const settingsOf = (changes: Partial<ScheduleSettings>) => ({ ...DEFAULT_SETTINGS, ...changes });

const make = (changes: Partial<ScheduleSettings>, runNow = false) =>
  planNew(
    { id: "s", jobName: "a", name: "s", settings: settingsOf(changes), createdBy: "ann" },
    { now: NOW, runNow, lanes: 1 },
  );

const record = (changes: Partial<ScheduleSettings>, more: Partial<ScheduleRecord> = {}): ScheduleRecord => ({
  id: "s",
  jobName: "a",
  name: "s",
  origin: "person",
  declared: null,
  overrides: {},
  settings: settingsOf(changes),
  anchorAt: new Date("2026-11-21T08:10:00Z"),
  nextSlot: new Date("2026-11-21T09:40:00Z"),
  lastSlot: null,
  removedAt: null,
  version: 3,
  ...more,
});
const edit = (changes: Partial<ScheduleSettings>, change: ScheduleChange) =>
  planEdit(record(changes), change, { now: NOW, lanes: 1 });

function written(plan: EditPlan) {
  if (plan.kind === "refused") throw new Error(`It was refused: ${JSON.stringify(plan.problems)}`);
  return { ...plan.write, changed: plan.changed };
}
const slotOf = (plan: EditPlan) => written(plan).nextSlot?.toISOString() ?? null;
const problemsOf = (plan: EditPlan) => (plan.kind === "refused" ? plan.problems.map(({ field }) => field) : []);

describe("a new schedule", () => {
  it("fires first at its next instant, and an interval one interval from now or at its start", () => {
    expect(slotOf(make(HOURLY))).toBe("2026-11-21T10:00:00.000Z");
    expect(slotOf(make(EVERY_90_MIN))).toBe("2026-11-21T11:00:00.000Z");
    const later = make({ ...EVERY_90_MIN, startsAt: "2026-12-01T00:00:00.000Z" });
    expect(slotOf(later)).toBe("2026-12-01T00:00:00.000Z");
  });

  it("refuses a date that is over, unless it is to run now", () => {
    const past = { kind: "date", runAt: "2026-11-20T00:00:00.000Z" } as const;
    expect(problemsOf(make(past))).toEqual(["runAt"]);
    const { nextSlot, nextRunAt, settings } = written(make(past, true));
    expect([nextSlot, nextRunAt, settings.runAt]).toEqual([NOW, NOW, NOW.toISOString()]);
  });

  it("keeps a date that lies ahead, also with runNow", () => {
    const ahead = { kind: "date", runAt: "2026-11-22T00:00:00.000Z" } as const;
    expect(slotOf(make(ahead, true))).toBe("2026-11-22T00:00:00.000Z");
  });

  it.each<[string, Partial<ScheduleSettings>, string]>([
    ["an expression that never fires", { expression: "0 0 30 2 *" }, "expression"],
    ["an unknown zone", { ...HOURLY, timezone: "Mars/Olympus" }, "timezone"],
    ["an interval without a length", { kind: "interval" }, "everySeconds"],
    ["an end that is over", { ...HOURLY, endsAt: "2026-11-21T09:59:00.000Z" }, "endsAt"],
    [
      "an end before its start",
      { ...HOURLY, startsAt: "2027-01-02T00:00:00.000Z", endsAt: "2027-01-01T00:00:00.000Z" },
      "endsAt",
    ],
  ])("refuses %s", (_, changes, field) => {
    expect(problemsOf(make(changes))).toEqual([field]);
  });
});

describe("a change of the timing", () => {
  it("starts from now and fires no past slot", () => {
    const plan = edit(HOURLY, { settings: { expression: "15 * * * *" } });
    expect(slotOf(plan)).toBe("2026-11-21T10:15:00.000Z");
    expect(written(plan).changed).toEqual(["expression"]);
  });

  it("of an interval's length begins a new grid, of its end does not", () => {
    expect(slotOf(edit(EVERY_90_MIN, { settings: { everySeconds: 600 } }))).toBe("2026-11-21T09:40:00.000Z");
    const ended = edit(EVERY_90_MIN, { settings: { endsAt: "2027-01-01T00:00:00.000Z" } });
    expect(slotOf(ended)).toBe("2026-11-21T09:40:00.000Z");
    expect(written(ended).anchorAt).toEqual(new Date("2026-11-21T08:10:00Z"));
  });

  it("runs a date once more that was done", () => {
    const done = record({ kind: "date", runAt: "2026-11-20T00:00:00.000Z" }, { nextSlot: null });
    const again = { settings: { runAt: "2026-11-20T00:00:00.000Z" }, runNow: true };
    expect(slotOf(planEdit(done, again, { now: NOW, lanes: 1 }))).toBe(NOW.toISOString());
    expect(slotOf(planEdit(done, { name: "new name", settings: {} }, { now: NOW, lanes: 1 }))).toBeNull();
  });
});

describe("any other change", () => {
  it("keeps the next slot and the grid", () => {
    const plan = edit(EVERY_90_MIN, { name: "n", settings: { params: { size: 2 }, enabled: false, misfire: "skip" } });
    expect(written(plan)).toMatchObject({ name: "n", version: 3, changed: ["params", "misfire", "enabled"] });
    expect(slotOf(plan)).toBe("2026-11-21T09:40:00.000Z");
  });

  it("is nothing where everything was so before", () => {
    expect(written(edit(HOURLY, { settings: { ...HOURLY, params: {} } })).changed).toEqual([]);
  });
});

describe("a schedule that the code declares", () => {
  const declared = settingsOf(HOURLY);
  const ofCode = (overrides: Partial<ScheduleSettings> = {}) =>
    record({ ...declared, ...overrides }, { origin: "code", declared, overrides });

  it("keeps field by field what people want otherwise, and shows it", () => {
    const { overrides, settings } = written(
      planEdit(
        ofCode({ enabled: false }),
        { settings: { params: { size: 2 }, maxCatchUp: 100 } },
        { now: NOW, lanes: 1 },
      ),
    );
    expect(overrides).toEqual({ enabled: false, params: { size: 2 } });
    expect(driftOf({ declared, settings })).toEqual([
      { field: "params", declared: {}, current: { size: 2 } },
      { field: "enabled", declared: true, current: false },
    ]);
  });

  it("gets back what was declared: all of it, or some fields, a trigger as a whole", () => {
    const changed = ofCode({ ...EVERY_90_MIN, expression: null, enabled: false });
    expect(written(planEdit(changed, { settings: {}, reset: true }, { now: NOW, lanes: 1 }))).toMatchObject({
      overrides: {},
      settings: declared,
      nextSlot: new Date("2026-11-21T10:00:00Z"),
    });
    const { overrides } = written(planEdit(changed, { settings: {}, reset: ["expression"] }, { now: NOW, lanes: 1 }));
    expect(overrides).toEqual({ enabled: false });
  });

  it("alone can be reset", () => {
    expect(problemsOf(edit(HOURLY, { settings: {}, reset: true }))).toEqual(["reset"]);
  });
});

describe("fault A13: overlap allow where the job has one lane", () => {
  const refusal = { kind: "refused", problems: [{ field: "overlap", code: "overlap_one_lane" }] };
  const allowing = { ...HOURLY, overlap: "allow" } as const;

  it("is refused with the sentence why, in a new schedule and in a change", () => {
    expect(make(allowing)).toMatchObject(refusal);
    expect(edit(HOURLY, { settings: { overlap: "allow" } })).toMatchObject(refusal);
    const plan = make(allowing);
    expect(plan.kind === "refused" && plan.problems[0]?.message).toContain("a runs one at a time");
  });

  it("is taken where it has more", () => {
    const change = { settings: { overlap: "allow" } } as const;
    const plan = planEdit(record(HOURLY), change, { now: NOW, lanes: 2 });
    expect(written(plan)).toMatchObject({ changed: ["overlap"] });
  });
});
