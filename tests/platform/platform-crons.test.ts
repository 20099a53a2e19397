import { expect, test } from "vitest";
import { z } from "zod";
import type { AnyJob } from "../../lib/cron/jobs/define-job.ts";
import { cron, noSchedule } from "../../lib/cron/time/expressions.ts";
import { platformCrons } from "../../lib/platform/platform-crons.ts";
import { platformSettings } from "../../lib/platform/settings.ts";
import { cronDrift, parseVercelJson, vercelCrons, writeVercelJson } from "../../lib/platform/vercel-json.ts";

const now = new Date("2026-11-21T12:00:00Z");

function job(name: string, schedule: AnyJob["schedule"], changes: Partial<AnyJob> = {}): AnyJob {
  const common = { description: "", category: "test", timeoutSeconds: 60, maxAttempts: 1, params: z.strictObject({}) };
  return { name, schedule, ...common, handler: () => Promise.reject(new Error("never run")), ...changes };
}

const plan = (jobs: AnyJob[], settings: object = {}) =>
  platformCrons({ jobs, settings: platformSettings.parse(settings), now });
const lines = (jobs: AnyJob[], settings: object = {}) =>
  plan(jobs, settings).crons.map(({ path, schedule, timezone }) => `${path} ${schedule} ${timezone}`);

const digest = job("digest", cron("0 9 * * *", "America/New_York"));

test("a job of a zone with daylight saving is called at both hours of UTC", () => {
  expect(lines([digest])).toEqual(["/api/cron/digest 0 13,14 * * * UTC", "/api/cron/tick * * * * * UTC"]);
});

test("a plan of daily calls gets two crons for it, for it refuses two hours in one", () => {
  expect(lines([digest], { plan: "hobby" })).toEqual([
    "/api/cron/digest 0 13 * * * UTC",
    "/api/cron/digest 0 14 * * * UTC",
    "/api/cron/tick 0 0 * * * UTC",
  ]);
});

test("the newer schedules know the zone, so one is enough", () => {
  expect(lines([digest], { format: "schedules" })[0]).toBe("/api/cron/digest 0 9 * * * America/New_York");
});

test("names become numbers, and Sunday is 0", () => {
  expect(lines([job("weekly", cron("0 3 * JAN-MAR SUN"))])[0]).toBe("/api/cron/weekly 0 3 * 1-3 0 UTC");
  expect(lines([job("weekly", cron("0 3 * * 7"))], { format: "schedules" })[0]).toBe("/api/cron/weekly 0 3 * * 0 UTC");
});

test("disabled jobs stay, jobs without a cron schedule are the tick's", () => {
  const jobs = [job("off", cron("0 1 * * *"), { enabledByDefault: false }), job("by-hand", noSchedule)];
  expect(lines(jobs)).toEqual(["/api/cron/off 0 1 * * * UTC", "/api/cron/tick * * * * * UTC"]);
});

test("more crons than the plan has are named, with the way out", () => {
  const jobs = ["a", "b", "c"].map((name) => job(name, cron("0 1 * * *")));
  expect(plan(jobs, { limits: { maxCrons: 3 } }).warnings).toEqual([
    { kind: "too_many", count: 4, plan: "pro", most: 3, ticksOnly: false },
  ]);
});

test("the tick is called as often as an overridden interval allows, evenly", () => {
  expect(lines([], { limits: { minIntervalSeconds: 300 } })).toEqual(["/api/cron/tick */5 * * * * UTC"]);
  expect(lines([], { limits: { minIntervalSeconds: 420 } })).toEqual(["/api/cron/tick */10 * * * * UTC"]);
  expect(lines([], { limits: { minIntervalSeconds: 3600 } })).toEqual(["/api/cron/tick 0 * * * * UTC"]);
});

test.each(["crons", "schedules"] as const)("what is written as %s is read back, and leaves no drift", (format) => {
  const { crons } = plan([digest, job("weekly", cron("0 3 1 * 1"))], { format });
  const text = writeVercelJson('{ "crons": [], "schedules": {}, "regions": ["icn1"] }', crons, format);
  expect(vercelCrons(parseVercelJson(text))).toEqual(crons);
  expect(cronDrift(vercelCrons(parseVercelJson(text)), crons)).toEqual([]);
  expect(Object.keys(JSON.parse(text))).toEqual(["regions", format]);
});
