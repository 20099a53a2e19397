import { afterAll, beforeAll, expect, test } from "vitest";
import { wallHourAt } from "../../../lib/dashboard/forms/wall-hours.ts";
import { readHourSlots } from "../../../lib/dashboard/jobs/hour-slots.ts";
import { readCalendar } from "../../../lib/dashboard/jobs/job-overview.ts";
import type { SlotDay } from "../../../lib/dashboard/jobs/slot-calendar.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs } from "../run-rows.ts";

const JOB = "hourly-report";
let domain: DomainDb;

beforeAll(async () => {
  domain = await openDomainDb();
  const schedule = { id: "mine", jobName: JOB, name: "mine", origin: "person", kind: "cron", params: {} };
  const expression = "*/15 * * * *";
  await domain.db.cronSchedule.create({
    data: { ...schedule, expression, createdAt: new Date("2026-01-01T00:00:00Z") },
  });
  const slots = ["2026-11-01T05:45:00Z", "2026-11-01T06:00:00Z", "2026-04-04T14:45:00Z", "2026-04-04T15:45:00Z"];
  const statuses = ["completed", "failed", "failed", "completed"] as const;
  await insertRuns(
    domain.db,
    slots.map((slot, index) => ({
      status: statuses[index] ?? "completed",
      startedAt: slot,
      more: { scheduleId: "mine", scheduledFor: new Date(slot) },
    })),
  );
});
afterAll(() => domain.close());

const depsAt = (now: string) => ({ db: domain.db, jobs: listedJobs, clock: { now: () => new Date(now) } });
const told = (day: SlotDay | undefined, hour: number) =>
  day?.hours.filter((cell) => cell.hour === hour).map(({ state, expected }) => `${state} of ${expected}`);

test("the hour that New York has twice is two hours, each with its own slots", async () => {
  const deps = depsAt("2026-11-01T20:00:00Z");
  const [day] = (await readCalendar(deps, { jobName: JOB, zone: "America/New_York" })) ?? [];
  expect(day?.date).toBe("2026-11-01");
  expect(told(day, 1)).toEqual(["completed of 4", "failed of 4"]);
  const second = wallHourAt("America/New_York", new Date("2026-11-01T06:30:00Z"));
  const slots = await readHourSlots(deps, JOB, second);
  expect(slots.map(({ slot, run }) => [slot.toISOString().slice(11, 16), run?.state ?? null])).toEqual([
    ["06:00", "failed"],
    ["06:15", null],
    ["06:30", null],
    ["06:45", null],
  ]);
});

test("a half hour that Lord Howe has twice, in a zone whose hours do not begin with those of UTC", async () => {
  const deps = depsAt("2026-04-05T03:00:00Z");
  const [day] = (await readCalendar(deps, { jobName: JOB, zone: "Australia/Lord_Howe" })) ?? [];
  expect(told(day, 1)).toEqual(["failed of 4", "unknown of 2"]);
  expect(told(day, 2)).toEqual(["completed of 4"]);
});
