import type { SlotBounds, SlotEntry } from "../cron/backfill.ts";
import type { AnyJob } from "../cron/define-job.ts";
import type { Json } from "../cron/ports.ts";
import { timingOf } from "../cron/schedule-settings.ts";
import type { Timing } from "../cron/timing.ts";
import type { Db } from "../db.ts";
import type { DashboardDeps } from "./deps.ts";
import { recordOf, type ScheduleRow } from "./schedule-row.ts";

/** A schedule as a look back at its slots needs it. */
export interface PastSchedule extends SlotBounds {
  id: string;
  params: Json;
}

/**
 * A job's schedule as it is in force now, by its id; null when the job has none of that id. The one that the code
 * declares is known before any scheduler has stored it.
 */
export async function readPastSchedule(
  { db, clock }: DashboardDeps,
  { job, scheduleId }: { job: AnyJob; scheduleId: string },
): Promise<PastSchedule | null> {
  const row = await db.cronSchedule.findFirst({ where: { id: scheduleId, jobName: job.name } });
  if (row) return toSchedule(row);
  if (scheduleId !== `job:${job.name}`) return null;
  const timing = declaredTiming(job, clock.now());
  return timing && { id: scheduleId, timing, startsAt: null, endsAt: null, params: {} };
}

/**
 * What the ledger says about a schedule's slots from `from` to `to`: rows of their own, ranges of slots that never
 * ran, and runs of earlier backfills.
 */
export async function readSlotEntries(
  db: Db,
  { scheduleId, from, to }: { scheduleId: string; from: Date; to: Date },
): Promise<SlotEntry[]> {
  return await db.$queryRaw<SlotEntry[]>`
    select id::text as "runId", status, scheduled_for as "from", coalesce(slot_until, scheduled_for) as "until"
      from cron_job_logs where schedule_id = ${scheduleId} and scheduled_for between ${from} and ${to}
    union all
    select id::text, status, scheduled_for, slot_until
      from cron_job_logs where schedule_id = ${scheduleId} and slot_until >= ${from} and scheduled_for < ${from}
    union all
    select l.id::text, l.status, l.scheduled_for, l.scheduled_for
      from cron_backfills b join cron_job_logs l on l.backfill_id = b.id
     where b.schedule_id = ${scheduleId} and b.from_slot <= ${to} and b.to_slot >= ${from}
       and l.scheduled_for between ${from} and ${to}`;
}

function toSchedule(row: ScheduleRow): PastSchedule {
  const { id, params, startsAt, endsAt } = row;
  const { settings, anchorAt } = recordOf(row);
  return { id, timing: timingOf(settings, anchorAt), startsAt, endsAt, params: params as Json };
}

/** An interval's grid begins when a scheduler first stores it, so that one not stored yet has no past slots. */
function declaredTiming({ schedule }: AnyJob, now: Date): Timing | null {
  switch (schedule.kind) {
    case "none":
      return null;
    case "interval":
      return { ...schedule, anchor: now };
    case "cron":
    case "date":
      return schedule;
  }
}
