import { timingOf } from "../cron/schedule-settings.ts";
import { countSlots } from "../cron/timing.ts";
import type { Db } from "../db.ts";
import type { DashboardDeps } from "./deps.ts";
import { recordOf } from "./schedule-row.ts";
import { type CalendarDay, type CalendarSchedule, type SlotGroup, slotCalendar } from "./slot-calendar.ts";
import { wallDays } from "./wall-hours.ts";

const DAY_MS = 86_400_000;
const DAYS = 7;
/** Rows that a calendar may look at; a job that fires oftener is shown for fewer days. */
const MOST_SLOTS = 20_000;
/** A job has rarely more than one schedule. */
const MOST_SCHEDULES = 50;

/**
 * The slots of a job's schedules in the last days of a zone, today included, by its hours: newest day first. Read by
 * (schedule, slot), never over all runs. Null for a job without schedules, which expects nothing.
 */
export async function readCalendar(
  { db, clock }: DashboardDeps,
  { jobName, zone }: { jobName: string; zone: string },
): Promise<CalendarDay[] | null> {
  const now = clock.now();
  const schedules = await readSchedules(db, jobName);
  if (schedules.length === 0) return null;
  const days = wallDays(zone, now, countDays(now, schedules));
  const oldest = days.at(-1)?.hours[0]?.at ?? now;
  return slotCalendar(days, { schedules, groups: await readGroups(db, schedules, oldest), now });
}

async function readSchedules(db: Db, jobName: string): Promise<CalendarSchedule[]> {
  const rows = await db.cronSchedule.findMany({ where: { jobName }, orderBy: { id: "asc" }, take: MOST_SCHEDULES });
  return rows.map((row) => {
    const { settings, anchorAt, removedAt } = recordOf(row);
    const since = row.startsAt !== null && row.startsAt > row.createdAt ? row.startsAt : row.createdAt;
    const timing = timingOf(settings, anchorAt);
    return { id: row.id, timing, since, until: removedAt ?? row.endsAt, enabled: settings.enabled };
  });
}

function countDays(now: Date, schedules: readonly CalendarSchedule[]): number {
  const yesterday = new Date(now.getTime() - DAY_MS);
  const perDay = schedules.reduce((sum, { timing }) => sum + countSlots(timing, yesterday, now), 0);
  return Math.max(1, Math.min(DAYS, Math.floor(MOST_SLOTS / Math.max(1, perDay))));
}

/** Counted by the quarter of an hour, UTC: every zone's hours begin with one. */
async function readGroups(db: Db, schedules: readonly CalendarSchedule[], from: Date): Promise<SlotGroup[]> {
  const ids = schedules.map(({ id }) => id);
  return await db.$queryRaw<SlotGroup[]>`
    select schedule_id as "scheduleId", date_bin('15 minutes', scheduled_for, timestamptz '2000-01-01 00:00Z') as "from",
           null::timestamptz as until, status, reason, count(*)::int as count
      from cron_job_logs
     where schedule_id = any(${ids}) and scheduled_for >= ${from} and slot_until is null
     group by 1, 2, 4, 5
    union all
    select schedule_id, scheduled_for, slot_until, status, reason, slot_count
      from cron_job_logs where schedule_id = any(${ids}) and slot_until >= ${from}`;
}
