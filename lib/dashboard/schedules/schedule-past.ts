import type { RunStatus } from "../../cron/words/vocabulary.ts";
import { type Db, Prisma } from "../../db.ts";
import { MAX_SLOTS } from "./schedule-ahead.ts";

/** What became of a slot, or of a range of slots that never ran. */
export interface PastBoardSlot {
  runId: string;
  scheduleId: string;
  state: RunStatus;
  reason: string | null;
  slot: Date;
  /** The last slot of a range, else null. */
  slotUntil: Date | null;
  /** How many slots it stands for. */
  slots: number;
  /** The first attempt's start; null when it never ran. */
  startedAt: Date | null;
  completedAt: Date | null;
  durationMs: number | null;
  error: string | null;
}

/** A job's runs of one hour, by how they ended. */
export interface HourOfRuns {
  hour: Date;
  successful: number;
  failed: number;
  /** Skipped and cancelled. */
  skipped: number;
  missed: number;
}

const COLUMNS = Prisma.sql`
  r.id::text as "runId", r.schedule_id as "scheduleId", r.status as state, r.reason, r.scheduled_for as slot,
  r.slot_until as "slotUntil", r.slot_count as slots,
  case when r.attempt_started_at is not null then r.started_at end as "startedAt",
  r.completed_at as "completedAt", r.duration_ms as "durationMs", r.error_message as error`;

/**
 * The endings of each schedule's slots since `from`, oldest first. A schedule with more than can be told apart has no
 * entry: its job's hours tell of it. Reads no more rows of one schedule than are drawn, by index.
 */
export async function readPastSlots(
  db: Db,
  { ids, from, to }: { ids: readonly string[]; from: Date; to: Date },
): Promise<Map<string, PastBoardSlot[]>> {
  const rows = await db.$queryRaw<PastBoardSlot[]>`
    select l.* from unnest(${ids}::text[]) s(id) cross join lateral (
      (select ${COLUMNS} from cron_job_logs r
        where r.schedule_id = s.id and r.scheduled_for >= ${from} and r.scheduled_for <= ${to}
        order by r.scheduled_for desc limit ${MAX_SLOTS + 1})
      union all
      (select ${COLUMNS} from cron_job_logs r
        where r.schedule_id = s.id and r.slot_until >= ${from} and r.scheduled_for < ${from}
        order by r.slot_until desc limit 5)) l
     order by l.slot, l."runId"`;
  const slots = Map.groupBy(rows, ({ scheduleId }) => scheduleId);
  return new Map(ids.flatMap((id) => fewEnough(id, slots.get(id) ?? [])));
}

/** The hours of jobs since `from`, oldest first, from the hourly statistics. */
export async function readHours(
  db: Db,
  { jobNames, from }: { jobNames: readonly string[]; from: Date },
): Promise<Map<string, HourOfRuns[]>> {
  if (jobNames.length === 0) return new Map();
  const rows = await db.$queryRaw<(HourOfRuns & { jobName: string })[]>`
    select job_name as "jobName", hour, sum(completed + partial)::int as successful,
           sum(failed + timed_out + abandoned)::int as failed, sum(skipped + cancelled)::int as skipped,
           sum(missed)::int as missed
      from cron_job_stats_hourly where job_name = any(${jobNames}::text[]) and hour >= ${from}
     group by job_name, hour order by job_name, hour`;
  return Map.groupBy(rows, ({ jobName }) => jobName);
}

function fewEnough(id: string, slots: PastBoardSlot[]): [string, PastBoardSlot[]][] {
  return slots.length > MAX_SLOTS ? [] : [[id, slots]];
}
