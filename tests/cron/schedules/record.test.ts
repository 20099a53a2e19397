import { describe, expect, it } from "vitest";
import { type Declaration, planSync, type ScheduleRecord } from "../../../lib/cron/schedules/record.ts";
import { DEFAULT_SETTINGS, type ScheduleSettings } from "../../../lib/cron/schedules/settings.ts";

const NOW = new Date("2026-11-21T09:30:00Z");
const declare = (changes: Partial<ScheduleSettings> = {}): Declaration => ({
  id: "job:a",
  jobName: "a",
  name: "a",
  settings: { ...DEFAULT_SETTINGS, expression: "0 * * * *", ...changes },
});
const record = (changes: Partial<ScheduleRecord> = {}): ScheduleRecord => ({
  id: "job:a",
  jobName: "a",
  name: "a",
  origin: "code",
  declared: declare().settings,
  overrides: {},
  settings: declare().settings,
  anchorAt: new Date("2026-11-01T00:00:00Z"),
  nextSlot: new Date("2026-11-21T09:00:00Z"),
  lastSlot: null,
  removedAt: null,
  version: 3,
  ...changes,
});

describe("following the registry", () => {
  it("adds a new schedule with its first slot from now on", () => {
    expect(planSync([], [declare()], { now: NOW })).toMatchObject([
      {
        id: "job:a",
        version: 0,
        origin: "code",
        nextSlot: new Date("2026-11-21T10:00:00Z"),
        nextRunAt: new Date("2026-11-21T10:00:00Z"),
      },
    ]);
  });

  it("writes nothing when nothing changed, in whatever order the stored keys are", () => {
    const declared = Object.fromEntries(Object.entries(declare().settings).reverse()) as unknown as ScheduleSettings;
    expect(planSync([record({ declared })], [declare()], { now: NOW })).toEqual([]);
  });

  it("keeps a slot that fell due when the timing did not change", () => {
    const [write] = planSync([record()], [declare({ misfire: "run-all" })], { now: NOW });
    expect(write).toMatchObject({
      version: 3,
      nextSlot: new Date("2026-11-21T09:00:00Z"),
      settings: { misfire: "run-all" },
    });
  });

  it("never fires a past slot after a change of the expression", () => {
    const [write] = planSync([record()], [declare({ expression: "15 * * * *" })], { now: NOW });
    expect(write?.nextSlot).toEqual(new Date("2026-11-21T10:15:00Z"));
  });

  it("leaves alone what a person overrode, and follows in the rest", () => {
    const overrides = { expression: "*/5 * * * *" };
    const stored = record({ overrides, settings: { ...declare().settings, ...overrides } });
    const [write] = planSync([stored], [declare({ expression: "0 0 * * *", maxCatchUp: 5 })], { now: NOW });
    expect(write?.settings).toMatchObject({ expression: "*/5 * * * *", maxCatchUp: 5 });
    expect(write?.declared).toMatchObject({ expression: "0 0 * * *" });
  });

  it("stops the schedule of a job that left, once, and takes it up again when it returns", () => {
    const [stopped] = planSync([record()], [], { now: NOW });
    expect(stopped).toMatchObject({ removedAt: NOW, nextSlot: null, nextRunAt: null });
    const gone = record({ removedAt: NOW, nextSlot: null });
    expect(planSync([gone], [], { now: NOW })).toEqual([]);
    const [back] = planSync([gone], [declare()], { now: NOW });
    expect(back).toMatchObject({ removedAt: null, nextSlot: new Date("2026-11-21T10:00:00Z") });
  });

  it("leaves people's schedules alone", () => {
    expect(planSync([record({ id: "mine", origin: "person", declared: null })], [], { now: NOW })).toEqual([]);
  });

  it("looks at a slot later by the schedule's delay", () => {
    expect(planSync([], [declare({ delaySeconds: 120 })], { now: NOW })[0]?.nextRunAt).toEqual(
      new Date("2026-11-21T10:02:00Z"),
    );
  });
});
