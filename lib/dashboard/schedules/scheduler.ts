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
  paused: { since: Date; until: Date | null; reason: string | null; by: string | null } | null;
  nextRunTimes: { scheduleId: string; jobName: string; nextRunTime: Date }[];
}

/** What the scheduler has before it, by the database's clock, with three statements. */
export async function readScheduler({ db }: Pick<DashboardDeps, "db">): Promise<SchedulerState> {
  const schedules = await db.cronSchedule.findMany({
    where: { nextRunAt: { not: null } },
    orderBy: [{ nextRunAt: "asc" }, { id: "asc" }],
    select: { id: true, jobName: true, nextRunAt: true },
  });
  const [waiting] = await db.$queryRaw<{ depth: number; lag: number }[]>`
    select count(*)::int as depth,
      greatest(0, extract(epoch from cron_now() - least(min(l.next_attempt_at) filter (where l.trigger <> 'backfill'), (select min(s.next_run_at) from cron_schedules s))) * 1000)::float8 as lag
    from cron_job_logs l where l.lane is null and l.completed_at is null and l.next_attempt_at <= cron_now()`;
  const hold = await db.cronSchedulerState.findUnique({ where: { id: 1 } });
  return {
    jobCount: schedules.length,
    queueDepth: waiting?.depth ?? 0,
    lagMs: Math.round(waiting?.lag ?? 0),
    paused: hold?.pausedAt
      ? { since: hold.pausedAt, until: hold.pausedUntil, reason: hold.pauseReason, by: hold.pausedBy }
      : null,
    nextRunTimes: schedules.flatMap(({ id, jobName, nextRunAt }) =>
      nextRunAt ? [{ scheduleId: id, jobName, nextRunTime: nextRunAt }] : [],
    ),
  };
}
