import type { Db } from "../../db.ts";
import type { DashboardDeps } from "../words/deps.ts";

/** Something that people hold still. `until` null: until somebody resumes it. */
export interface Pause {
  since: Date;
  until: Date | null;
  reason: string | null;
  by: string | null;
}

/** How people hold a job still; a job that nobody touched is enabled and not paused. */
export interface JobHold {
  enabled: boolean;
  pause: Pause | null;
}

interface PauseColumns {
  pausedAt: Date | null;
  pausedUntil: Date | null;
  pauseReason: string | null;
  pausedBy: string | null;
}

const COLUMNS = { pausedAt: true, pausedUntil: true, pauseReason: true, pausedBy: true };

/** The pause in the columns of a row; one whose end is over is none. */
export function pauseIn(row: PauseColumns | null, now: Date): Pause | null {
  if (!row?.pausedAt || (row.pausedUntil !== null && row.pausedUntil <= now)) return null;
  return { since: row.pausedAt, until: row.pausedUntil, reason: row.pauseReason, by: row.pausedBy };
}

/** The pause of everything, or null: one look at a table of one row, because every page asks. */
export async function readPauseOfAll({ db, clock }: Pick<DashboardDeps, "db" | "clock">): Promise<Pause | null> {
  return pauseIn(await db.cronSchedulerState.findUnique({ where: { id: 1 }, select: COLUMNS }), clock.now());
}

/** How the given jobs are held still, with one statement. Every name has an entry. */
export async function readJobHolds(
  { db, jobs, clock }: DashboardDeps,
  names: readonly string[],
): Promise<Map<string, JobHold>> {
  const rows = await db.cronJobConfig.findMany({
    where: { jobName: { in: [...names] } },
    select: { jobName: true, enabled: true, ...COLUMNS },
  });
  const stored = new Map(rows.map((row) => [row.jobName, row]));
  const byDefault = new Map(jobs.map((job) => [job.name, job.enabledByDefault ?? true]));
  return new Map(
    names.map((name) => {
      const row = stored.get(name) ?? null;
      return [name, { enabled: row?.enabled ?? byDefault.get(name) ?? true, pause: pauseIn(row, clock.now()) }];
    }),
  );
}

export interface SchedulerState {
  /** Schedules that will fall due again. */
  jobCount: number;
  /** Waiting runs that are due. */
  queueDepth: number;
  /** How long the longest overdue schedule or waiting run waits, in ms; 0 when nothing is. A backfill's runs may wait. */
  lagMs: number;
  /** Everything is paused; null when it is not. */
  paused: Pause | null;
}

/**
 * What the scheduler has before it, by the database's clock, with two statements that answer with few rows however
 * many schedules there are. What is of jobs that left the code waits for nobody: it counts nowhere.
 */
export async function readScheduler(deps: DashboardDeps): Promise<SchedulerState> {
  const names = deps.jobs.map(({ name }) => name);
  const [backlog, paused] = await Promise.all([readBacklog(deps.db, names), readPauseOfAll(deps)]);
  return { ...backlog, paused };
}

async function readBacklog(db: Db, jobNames: string[]) {
  const [row] = await db.$queryRaw<{ schedules: number; depth: number; lag: number }[]>`
    select s.schedules, w.depth, greatest(0, extract(epoch from cron_now() - least(w.since, s.since)) * 1000)::float8 as lag
    from (select count(*)::int as schedules, min(next_run_at) as since from cron_schedules
          where next_run_at is not null and job_name = any(${jobNames})) s,
         (select count(*)::int as depth, min(next_attempt_at) filter (where trigger <> 'backfill') as since from cron_job_logs
          where lane is null and completed_at is null and next_attempt_at <= cron_now() and job_name = any(${jobNames})) w`;
  return { jobCount: row?.schedules ?? 0, queueDepth: row?.depth ?? 0, lagMs: Math.round(row?.lag ?? 0) };
}
