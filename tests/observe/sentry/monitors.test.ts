import { describe, expect, test } from "vitest";
import type { AnyJob } from "../../../lib/cron/jobs/define-job.ts";
import { DEFAULT_SETTINGS, type ScheduleSettings } from "../../../lib/cron/schedules/settings.ts";
import { cron, every } from "../../../lib/cron/time/expressions.ts";
import { MonitorBook, monitorOf, slugOf } from "../../../lib/observe/sentry/monitors.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";

const jobWith = (changes: Parameters<typeof scriptedJob>[1] = {}): AnyJob =>
  scriptedJob([step.returns(ok)], { timeoutSeconds: 60, maxAttempts: 1, ...changes }).job;
const settingsWith = (changes: Partial<ScheduleSettings>): ScheduleSettings => ({ ...DEFAULT_SETTINGS, ...changes });
const minutely = settingsWith({ expression: "* * * * *" });

describe("the monitor of a job", () => {
  test("has the expression and the zone of its schedule", () => {
    const settings = settingsWith({ expression: "0 9 * * MON-FRI", timezone: "America/New_York" });
    expect(monitorOf(jobWith(), settings)).toMatchObject({
      schedule: { type: "crontab", value: "0 9 * * MON-FRI" },
      timezone: "America/New_York",
    });
  });

  test.each([
    [60, { value: 1, unit: "minute" }],
    [5400, { value: 90, unit: "minute" }],
    [7200, { value: 2, unit: "hour" }],
    [86_400, { value: 1, unit: "day" }],
  ])("has an interval of %i s in the largest unit that fits", (everySeconds, interval) => {
    const settings = settingsWith({ kind: "interval", everySeconds });
    expect(monitorOf(jobWith(), settings)?.schedule).toEqual({ type: "interval", ...interval });
  });

  test.each([
    ["no schedule", null],
    ["a date", settingsWith({ kind: "date", runAt: "2027-01-01T00:00:00Z" })],
    ["an interval that is no whole minute", settingsWith({ kind: "interval", everySeconds: 90 })],
  ])("is none with %s: Sentry has no such monitor", (_, settings) => {
    expect(monitorOf(jobWith(), settings)).toBeNull();
  });

  test("waits for the grace, the delay and the jitter, in whole minutes and at least one", () => {
    const late = settingsWith({ expression: "* * * * *", graceSeconds: 30, delaySeconds: 120, jitterSeconds: 45 });
    expect(monitorOf(jobWith(), late)?.checkinMargin).toBe(4);
    expect(monitorOf(jobWith(), settingsWith({ expression: "* * * * *", graceSeconds: 1 }))?.checkinMargin).toBe(1);
  });

  test("lets a run take all its attempts and the waits between", () => {
    const linear = { timeoutSeconds: 100, maxAttempts: 3, backoff: { kind: "linear", stepSeconds: 60 } } as const;
    expect(monitorOf(jobWith(linear), minutely)?.maxRuntime).toBe((3 * 100 + 60 + 120) / 60);
    const month = { timeoutSeconds: 31 * 86_400 };
    expect(monitorOf(jobWith(month), minutely)?.maxRuntime).toBe(28 * 24 * 60);
  });
});

describe("the slug of a job", () => {
  test("is its name, and for a name that Sentry cannot take one of its own that stays the same", () => {
    expect(slugOf("refresh-tokens")).toBe("refresh-tokens");
    const long = "a".repeat(99);
    const slugs = [`${long}b`, `${long}c`].map(slugOf);
    expect(slugs[0]).toMatch(/^a{41}-[0-9a-f]{8}$/);
    expect(slugs[1]).not.toBe(slugs[0]);
    expect(slugOf(`${long}b`)).toBe(slugs[0]);
  });
});

describe("the monitors of all jobs", () => {
  const nightly = jobWith({ name: "nightly", schedule: cron("0 2 * * *", "UTC") });
  const hourly = jobWith({ name: "hourly", schedule: every(3600) });
  const jobs = [nightly, hourly];
  const delivery = { watchAfterSeconds: () => null, graceSeconds: 30 };

  test("follow what people changed, read again after a minute, and what code says until then", async () => {
    let nowMs = 0;
    const asked: (readonly string[])[] = [];
    let expression = "0 3 * * *";
    const stored = async (ids: readonly string[]) => {
      asked.push(ids);
      return { records: [{ id: "job:nightly", settings: settingsWith({ expression, timezone: "Asia/Seoul" }) }] };
    };
    const book = new MonitorBook({ jobs, delivery, stored, monotonicMs: () => nowMs });
    expect(book.of(nightly)?.schedule).toEqual({ type: "crontab", value: "0 2 * * *" });
    await settled();
    expect(book.of(nightly)).toMatchObject({ schedule: { value: "0 3 * * *" }, timezone: "Asia/Seoul" });
    expect(book.of(hourly)?.schedule).toEqual({ type: "interval", value: 1, unit: "hour" });
    expect(asked).toEqual([["job:nightly", "job:hourly"]]);
    expression = "0 4 * * *";
    nowMs = 60_000;
    book.of(nightly);
    await settled();
    expect(book.of(nightly)?.schedule).toEqual({ type: "crontab", value: "0 4 * * *" });
  });

  test("stay as they were while the database is away", async () => {
    const away = async () => Promise.reject(new Error("away"));
    const book = new MonitorBook({ jobs, delivery, stored: away, monotonicMs: () => 0 });
    book.of(nightly);
    await settled();
    expect(book.of(nightly)?.schedule).toEqual({ type: "crontab", value: "0 2 * * *" });
  });
});

/** What was begun with an answer that is there has gone on. */
const settled = () => new Promise((resolve) => setImmediate(resolve));
