import type { Progress } from "../../cron/ports/runs.ts";
import { registryScheduleId } from "../../cron/schedules/settings.ts";
import type { Json } from "../../cron/words/json.ts";
import type { RunStatus } from "../../cron/words/vocabulary.ts";
import { type RecentRow, readRecentRows } from "../runs/recent-rows.ts";
import { toProgress } from "../runs/run-entry.ts";
import { type ScheduleEntry, scheduleEntry } from "../schedules/schedule-entry.ts";
import { type Pause, pauseIn } from "../schedules/scheduler.ts";
import type { DashboardDeps } from "../words/deps.ts";

/** A run that holds a lane. */
export interface OpenRun {
  id: string;
  jobName: string;
  startedAt: Date;
  leaseExpiresAt: Date | null;
  /** When it was asked to stop: by a person, a newer run or its timeout. */
  stopRequestedAt: Date | null;
  progress: Progress | null;
}

/** What is known about one job when one asks whether it needs somebody. */
export interface JobFacts {
  name: string;
  enabled: boolean;
  pause: Pause | null;
  timeoutMs: number;
  /** When its earliest schedule fell due that nobody has started yet; null when nothing is due. */
  dueSince: Date | null;
  /** The one that the code declares, as it is in force; null where no scheduler has stored it, or there is none. */
  schedule: ScheduleEntry | null;
  open: readonly OpenRun[];
  /** Newest first. */
  rows: readonly RecentRow[];
}

/** The facts about all registered jobs, in their order, with five statements. */
export async function readJobFacts(deps: DashboardDeps): Promise<JobFacts[]> {
  const names = deps.jobs.map((job) => job.name);
  const now = deps.clock.now();
  const [rows, open, configs, schedules, due] = await Promise.all([
    readRecentRows(deps.db, names),
    readOpenRuns(deps),
    deps.db.cronJobConfig.findMany({ where: { jobName: { in: names } } }),
    readDeclared(deps, now),
    readDue(deps, now),
  ]);
  return deps.jobs.map((job) => {
    const config = configs.find(({ jobName }) => jobName === job.name);
    return {
      name: job.name,
      enabled: config?.enabled ?? job.enabledByDefault ?? true,
      pause: pauseIn(config ?? null, now),
      timeoutMs: job.timeoutSeconds * 1000,
      dueSince: due.get(job.name) ?? null,
      schedule: schedules.get(job.name) ?? null,
      open: open.filter(({ jobName }) => jobName === job.name),
      rows: rows.get(job.name) ?? [],
    };
  });
}

/** Runs that hold a lane now, the longest-running first. */
async function readOpenRuns({ db }: DashboardDeps): Promise<OpenRun[]> {
  const status: RunStatus = "started";
  const rows = await db.$queryRaw<(OpenRun & { stored: Json })[]>`
    select id::text, job_name as "jobName", started_at as "startedAt", lease_expires_at as "leaseExpiresAt",
           abort_requested_at as "stopRequestedAt", progress as stored
      from cron_job_logs where status = ${status} order by started_at, id limit 200`;
  return rows.map(({ stored, ...run }) => ({ ...run, progress: toProgress(stored) }));
}

/** The schedules that the code declares, by job. */
async function readDeclared({ db, jobs }: DashboardDeps, now: Date): Promise<Map<string, ScheduleEntry>> {
  const rows = await db.cronSchedule.findMany({ where: { id: { in: jobs.map(registryScheduleId) } } });
  const job = (name: string) => jobs.find((known) => known.name === name) ?? null;
  return new Map(
    rows.map((row) => [row.jobName, scheduleEntry(row, { job: job(row.jobName), now, lastRunTime: null })]),
  );
}

/** Schedules that are due, by job; the index holds them in their order, so that a hundred thousand others cost nothing. */
async function readDue({ db }: DashboardDeps, now: Date): Promise<Map<string, Date>> {
  const rows = await db.cronSchedule.findMany({
    where: { nextRunAt: { lt: now }, enabled: true, pausedAt: null },
    orderBy: { nextRunAt: "desc" },
    take: 200,
    select: { jobName: true, nextRunAt: true },
  });
  return new Map(rows.flatMap(({ jobName, nextRunAt }) => (nextRunAt ? [[jobName, nextRunAt] as const] : [])));
}
