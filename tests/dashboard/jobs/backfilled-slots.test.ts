import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { wallHourAt } from "../../../lib/dashboard/forms/wall-hours.ts";
import { readHourSlots } from "../../../lib/dashboard/jobs/hour-slots.ts";
import { readCalendar } from "../../../lib/dashboard/jobs/job-overview.ts";
import type { DashboardDeps } from "../../../lib/dashboard/words/deps.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { insertRuns, listedJobs, type RunRow } from "../run-rows.ts";

const NOW = new Date("2026-03-10T12:34:00Z");
const JOB = "hourly-report";
const SCHEDULE = `job:${JOB}`;
const BATCH = randomUUID();
const day = (hour: string) => new Date(`2026-03-10T${hour}:00Z`);

let domain: DomainDb;
let deps: DashboardDeps;

/** A slot's own run or ending. */
const live = (hour: string, status: RunRow["status"], more: RunRow["more"] = {}): RunRow => ({
  status,
  startedAt: day(hour).toISOString(),
  trigger: "schedule",
  more: { scheduleId: SCHEDULE, scheduledFor: day(hour), ...more },
});

/** A backfill's run of a slot, begun at noon. */
const again = (hour: string, status: RunRow["status"], more: RunRow["more"] = {}): RunRow => ({
  status,
  startedAt: "2026-03-10T12:00:00Z",
  trigger: "backfill",
  more: { backfillId: BATCH, scheduledFor: day(hour), ...more },
});

beforeAll(async () => {
  domain = await openDomainDb();
  deps = { db: domain.db, jobs: listedJobs, clock: { now: () => NOW } };
  const schedule = { id: SCHEDULE, jobName: JOB, name: JOB, origin: "code", kind: "cron", expression: "*/30 * * * *" };
  await domain.db.cronSchedule.create({ data: { ...schedule, createdAt: new Date("2026-03-10T00:15:00Z") } });
  const batch = { id: BATCH, jobName: JOB, scheduleId: SCHEDULE, choice: "missing", concurrency: 1, runs: 6 };
  await domain.db.cronBackfill.create({ data: { ...batch, fromSlot: day("01:00"), toSlot: day("09:30") } });
  await insertRuns(domain.db, [
    live("01:00", "missed", { reason: "scheduler_down", slotUntil: day("03:30"), slotCount: 6 }),
    again("02:00", "completed"),
    live("04:00", "failed"),
    again("04:00", "completed"),
    live("05:00", "completed"),
    again("05:00", "failed"),
    again("06:30", "failed"),
    live("07:00", "missed", { reason: "scheduler_down" }),
    again("07:00", "cancelled", { attempts: 0 }),
    live("08:30", "completed", { trigger: "catch_up" }),
    live("09:00", "missed", { reason: "no_delivery" }),
    again("09:00", "queued", { attempts: 0 }),
  ]);
});

afterAll(() => domain.close());

describe("fault D5: the calendar tells how a slot came to its run", () => {
  it.each<[string, number, string, number, string[]]>([
    ["a slot in a missed range that a backfill ran", 2, "missed", 0, ["missed itself 1", "completed backfill 1"]],
    ["the hours of the range beside it", 3, "missed", 0, ["missed itself 2"]],
    ["a failed slot that a backfill made good", 4, "completed", 1, ["completed backfill 1"]],
    ["a success that a backfill did not spoil", 5, "completed", 1, ["completed itself 1"]],
    ["a slot of which only the backfill knows", 6, "failed", 1, ["failed backfill 1"]],
    ["a backfill's run that never began", 7, "missed", 1, ["missed itself 1"]],
    ["a run that came late after the scheduler was away", 8, "completed", 1, ["completed catch_up 1"]],
    ["a backfill that is still to come", 9, "open", 1, ["queued backfill 1"]],
  ])("%s", async (_, hour, state, unrecorded, told) => {
    const days = await readCalendar(deps, { jobName: JOB, zone: "UTC" });
    const cell = days?.[0]?.hours[hour];
    expect(cell?.endings.map(({ status, by, count }) => `${status} ${by} ${count}`)).toEqual(told);
    expect([cell?.state, cell?.expected, cell?.unrecorded]).toEqual([state, 2, unrecorded]);
  });

  it("and lists the slot with both its runs", async () => {
    const slots = await readHourSlots(deps, JOB, wallHourAt("UTC", day("02:00")));
    expect(slots.map(({ slot, run }) => [slot.toISOString().slice(11, 16), run?.state, run?.trigger])).toEqual([
      ["02:00", "missed", "schedule"],
      ["02:00", "completed", "backfill"],
      ["02:30", "missed", "schedule"],
    ]);
    const failed = await readHourSlots(deps, JOB, wallHourAt("UTC", day("06:00")));
    expect(failed.map(({ run }) => run?.trigger ?? null)).toEqual([null, "backfill"]);
  });
});
