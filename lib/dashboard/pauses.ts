import type { DashboardDeps } from "./deps.ts";

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
