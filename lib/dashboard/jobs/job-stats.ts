import { FAILED_STATUSES, SUCCESSFUL_STATUSES } from "../../cron/words/vocabulary.ts";
import { type Db, Prisma } from "../../db.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";

/** Counters of one job since its first run, in the words of `GET /api/admin/job-stats`. */
export interface JobCounters {
  total_executions: number;
  successful_executions: number;
  failed_executions: number;
  last_execution: Date | null;
  /** Seconds; 0 before the first run. */
  average_execution_time: number;
}

interface CounterRow {
  jobName: string;
  successful: number;
  failed: number;
  lastRun: Date | null;
  sumMs: number;
}

/**
 * Counters by the name of the job, or by the id of the schedule; null when there is neither. Those of a schedule are of
 * its own runs, as many as are kept: the statistics that outlive them know jobs only.
 */
export async function readCountersOf(
  deps: DashboardDeps,
  jobOrSchedule: string,
): Promise<Record<string, JobCounters> | null> {
  return (await readJobCounters(deps, jobOrSchedule)) ?? (await readScheduleCounters(deps.db, jobOrSchedule));
}

async function readScheduleCounters(db: Db, id: string): Promise<Record<string, JobCounters> | null> {
  const schedule = await db.cronSchedule.findUnique({ where: { id }, select: { id: true } });
  if (schedule === null) return null;
  const ran = Prisma.join([...SUCCESSFUL_STATUSES, ...FAILED_STATUSES]);
  const rows = await db.$queryRaw<CounterRow[]>`
    select ${id} as "jobName", count(*) filter (where status in (${Prisma.join([...SUCCESSFUL_STATUSES])}))::float8 as successful,
           count(*) filter (where status in (${Prisma.join([...FAILED_STATUSES])}))::float8 as failed,
           max(started_at) as "lastRun", coalesce(sum(duration_ms), 0)::float8 as "sumMs"
      from cron_job_logs where schedule_id = ${id} and status in (${ran})`;
  return { [id]: toCounters(rows[0]) };
}

/** Counters by job name, of all jobs or of the one named; null when the registry has no such name or alias. */
export async function readJobCounters(
  { db, jobs }: DashboardDeps,
  job: string | null,
): Promise<Record<string, JobCounters> | null> {
  const only = job === null ? null : findJob(jobs, job);
  if (job !== null && only === null) return null;
  const names = only ? [only.name] : jobs.map(({ name }) => name);
  const rows = await db.$queryRaw<CounterRow[]>`
    select job_name as "jobName", sum(completed + partial)::float8 as successful,
           sum(failed + timed_out + abandoned)::float8 as failed,
           max(last_run_at) as "lastRun", sum(sum_ms)::float8 as "sumMs"
      from cron_job_stats_hourly where job_name = any(${names}::text[]) group by job_name`;
  const byName = new Map(rows.map((row) => [row.jobName, row]));
  return Object.fromEntries(names.map((name) => [name, toCounters(byName.get(name))]));
}

function toCounters(row: CounterRow | undefined): JobCounters {
  const successful = row?.successful ?? 0;
  const failed = row?.failed ?? 0;
  const total = successful + failed;
  return {
    total_executions: total,
    successful_executions: successful,
    failed_executions: failed,
    last_execution: row?.lastRun ?? null,
    average_execution_time: row && total > 0 ? Math.round(row.sumMs / total) / 1000 : 0,
  };
}
