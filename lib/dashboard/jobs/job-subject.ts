import { type Pause, readJobHolds, readPauseOfAll } from "../schedules/scheduler.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";
import { type JobConfiguration, readConfigurations } from "./job-configuration.ts";

/** Whom a job's page is about: a job of the code, or one that left it and has a past. */
export type JobSubject =
  | { kind: "registered"; name: string; job: JobConfiguration; pause: JobPause | null }
  | { kind: "removed"; name: string; lastRunAt: Date | null };

/** The job behind a name or alias, or null when neither the code nor the past knows it. */
export async function readJobSubject(deps: DashboardDeps, nameOrAlias: string): Promise<JobSubject | null> {
  const definition = findJob(deps.jobs, nameOrAlias);
  if (!definition) return await readRemoved(deps, nameOrAlias);
  const { name } = definition;
  const [[job], pause] = await Promise.all([readConfigurations(deps, [definition]), readJobPause(deps, name)]);
  return job ? { kind: "registered", name, job, pause } : null;
}

/** A name is part of the past when it has statistics, which outlive the runs, or a schedule that stopped firing. */
async function readRemoved({ db }: DashboardDeps, name: string): Promise<JobSubject | null> {
  const where = { jobName: name };
  const [stats, schedule] = await Promise.all([
    db.cronJobStatsHourly.findFirst({ where, orderBy: { hour: "desc" }, select: { lastRunAt: true } }),
    db.cronSchedule.findFirst({ where, select: { id: true } }),
  ]);
  if (stats === null && schedule === null) return null;
  return { kind: "removed", name, lastRunAt: stats?.lastRunAt ?? null };
}

/** A pause that holds a job now: its own, or that of everything. */
export interface JobPause extends Pause {
  of: "job" | "everything";
}

/** The pause that holds a job now, that of everything before its own; null when nothing does. */
export async function readJobPause(deps: DashboardDeps, jobName: string): Promise<JobPause | null> {
  const [everything, holds] = await Promise.all([readPauseOfAll(deps), readJobHolds(deps, [jobName])]);
  if (everything) return { ...everything, of: "everything" };
  const own = holds.get(jobName)?.pause ?? null;
  return own && { ...own, of: "job" };
}
