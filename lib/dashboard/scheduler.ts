import type { DashboardDeps } from "./deps.ts";

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
