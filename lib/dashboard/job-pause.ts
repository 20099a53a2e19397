import type { DashboardDeps } from "./deps.ts";

/** A pause that holds a job now. */
export interface JobPause {
  /** What is paused: the job itself, or everything. */
  of: "job" | "everything";
  since: Date;
  /** Null: until somebody resumes. */
  until: Date | null;
  reason: string | null;
  by: string | null;
}

/** The pause that holds a job now, that of everything before its own; null when nothing does. A pause that is over is none. */
export async function readJobPause({ db, clock }: Pick<DashboardDeps, "db" | "clock">, jobName: string) {
  const [everything, own] = await Promise.all([
    db.cronSchedulerState.findUnique({ where: { id: 1 } }),
    db.cronJobConfig.findUnique({ where: { jobName } }),
  ]);
  const now = clock.now();
  return toPause("everything", everything, now) ?? toPause("job", own, now);
}

interface PauseRow {
  pausedAt: Date | null;
  pausedUntil: Date | null;
  pauseReason: string | null;
  pausedBy: string | null;
}

function toPause(of: JobPause["of"], row: PauseRow | null, now: Date): JobPause | null {
  if (!row?.pausedAt || (row.pausedUntil !== null && row.pausedUntil <= now)) return null;
  return { of, since: row.pausedAt, until: row.pausedUntil, reason: row.pauseReason, by: row.pausedBy };
}
