import { z } from "zod";
import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { maskSecrets } from "../../cron/jobs/secret-params.ts";
import type { SlotBounds, SlotEntry } from "../../cron/schedules/backfill.ts";
import { timingOf } from "../../cron/schedules/settings.ts";
import type { Timing } from "../../cron/time/timing.ts";
import type { Json } from "../../cron/words/json.ts";
import { isEnded, isOneOf, NEVER_RAN_STATUSES, type RunStatus } from "../../cron/words/vocabulary.ts";
import type { Db, Prisma } from "../../db.ts";
import type { DashboardDeps } from "../words/deps.ts";
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

/** Query of `GET /api/admin/cron-jobs/<job>/backfill`. */
export const backfillQuery = z.strictObject({ batch: z.uuid().optional() });

const LISTED = 20;

/** A batch and how far it is. */
export interface BackfillProgress {
  id: string;
  jobName: string;
  scheduleId: string;
  from: Date;
  to: Date;
  only: string;
  concurrency: number;
  force: boolean;
  /** Values of secret parameters are masked. */
  params: Json;
  actor: string | null;
  createdAt: Date;
  /** Runs that it made, and how many of them have ended. */
  runs: number;
  ended: number;
  /** Runs by status, those that are there. Retention may have removed some of an old batch. */
  byStatus: Partial<Record<RunStatus, number>>;
}

/** The latest batches of a job, newest first, or the one named. */
export async function readBackfills(db: Db, job: AnyJob, batch?: string): Promise<BackfillProgress[]> {
  const batches = await db.cronBackfill.findMany({
    where: { jobName: job.name, ...(batch !== undefined && { id: batch }) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: LISTED,
  });
  const counts = await db.cronJobLog.groupBy({
    by: ["backfillId", "status"],
    where: { backfillId: { in: batches.map(({ id }) => id) } },
    _count: true,
  });
  const byBatch = Map.groupBy(counts, ({ backfillId }) => backfillId);
  return batches.map((row) => toProgress(job, row, byBatch.get(row.id) ?? []));
}

type Counts = readonly { status: string; _count: number }[];

function toProgress(job: AnyJob, row: Prisma.CronBackfillModel, counts: Counts): BackfillProgress {
  const { id, jobName, scheduleId, concurrency, actor, createdAt, runs } = row;
  return {
    id,
    jobName,
    scheduleId,
    from: row.fromSlot,
    to: row.toSlot,
    only: row.choice,
    concurrency,
    force: row.forced,
    params: maskSecrets(job, row.params as Json),
    actor,
    createdAt,
    runs,
    ended: sumOf(counts.filter(({ status }) => isOver(status as RunStatus))),
    byStatus: Object.fromEntries(counts.map(({ status, _count }) => [status, _count])),
  };
}

const sumOf = (counts: Counts) => counts.reduce((sum, { _count }) => sum + _count, 0);
const isOver = (status: RunStatus) => isEnded(status) || isOneOf(NEVER_RAN_STATUSES, status);
