import { z } from "zod";
import type { Progress } from "../../cron/ports/runs.ts";
import type { Trigger } from "../../cron/words/vocabulary.ts";
import { type Db, NEWEST_OF_JOB } from "../../db.ts";
import { wholeNumber } from "../forms/readable-query.ts";
import { RUN_COLUMNS, type RunEntry, type RunRow, toRunEntry } from "../runs/run-entry.ts";
import { type RunStats, readRunStats, successRate } from "../runs/run-stats.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { lastDays } from "../words/window.ts";
import { type JobConfiguration, readConfigurations } from "./job-configuration.ts";

/** Query of `GET /api/admin/cron-jobs`. */
export const jobsQuery = z.strictObject({ days: wholeNumber(1, 366).default(30) });

/** A list may not fetch a thousand rows per job: its percentiles rest on fewer runs than the job's own page. */
const LIST_PERCENTILE_RUNS = 100;
const RECENT_RUNS = 10;

export interface JobListEntry extends JobConfiguration {
  stats: RunStats;
  /** The latest runs, newest first, at most ten, whatever the window. */
  recentExecutions: RunEntry[];
}

export interface RunningJob {
  id: string;
  jobName: string;
  startedAt: Date;
  /** Milliseconds since the run's start. */
  duration: number;
  progress: Progress | null;
  trigger: Trigger;
  stopping: boolean;
}

export interface JobList {
  summary: {
    totalJobs: number;
    enabledJobs: number;
    disabledJobs: number;
    runningJobs: number;
    totalExecutions: number;
    totalFailures: number;
    overallSuccessRate: number | null;
  };
  jobs: JobListEntry[];
  /** Number of jobs by category. */
  categories: Record<string, number>;
  runningJobs: RunningJob[];
}

/** All registered jobs with their statistics over the last `days` days. A dozen statements, whatever the number of jobs. */
export async function listJobs(deps: DashboardDeps, { days }: z.output<typeof jobsQuery>): Promise<JobList> {
  const names = deps.jobs.map((job) => job.name);
  const window = lastDays(days, deps.clock.now());
  const [configurations, stats, recent, runningJobs] = await Promise.all([
    readConfigurations(deps, deps.jobs),
    readRunStats(deps.db, { names, window, percentileRuns: LIST_PERCENTILE_RUNS }),
    readRecentRuns(deps.db, names),
    readRunningJobs(deps),
  ]);
  const jobs = configurations.map((job): JobListEntry => {
    const own = stats.get(job.name);
    if (!own) throw new Error(`Expected statistics for every registered job, got none for ${job.name}`);
    return { ...job, stats: own, recentExecutions: recent.get(job.name) ?? [] };
  });
  return { summary: summarise(jobs, runningJobs), jobs, categories: countByCategory(jobs), runningJobs };
}

/** Runs that hold a lane now, the longest-running first. */
async function readRunningJobs({ db, clock }: DashboardDeps): Promise<RunningJob[]> {
  const rows = await db.$queryRaw<RunRow[]>`
    select ${RUN_COLUMNS} from cron_job_logs l where l.status = 'started' order by l.started_at, l.id limit 200`;
  const now = clock.now().getTime();
  return rows.map(toRunEntry).map((run) => ({
    id: run.id,
    jobName: run.jobName,
    startedAt: run.startedAt,
    duration: Math.max(0, now - run.startedAt.getTime()),
    progress: run.progress,
    trigger: run.trigger,
    stopping: run.stopping,
  }));
}

async function readRecentRuns(db: Db, names: readonly string[]): Promise<Map<string, RunEntry[]>> {
  const rows = await db.$queryRaw<RunRow[]>`
    select l.* from unnest(${names}::text[]) as n(name)
     cross join lateral (
           select ${RUN_COLUMNS} from cron_job_logs l
            where ${NEWEST_OF_JOB.where} order by ${NEWEST_OF_JOB.order} limit ${RECENT_RUNS}) as l`;
  return Map.groupBy(rows.map(toRunEntry), (run) => run.jobName);
}

function summarise(jobs: readonly JobListEntry[], running: readonly RunningJob[]): JobList["summary"] {
  const enabledJobs = jobs.filter((job) => job.enabled).length;
  const totalExecutions = jobs.reduce((sum, job) => sum + job.stats.totalRuns, 0);
  const totalFailures = jobs.reduce((sum, job) => sum + job.stats.failedRuns, 0);
  return {
    totalJobs: jobs.length,
    enabledJobs,
    disabledJobs: jobs.length - enabledJobs,
    runningJobs: running.length,
    totalExecutions,
    totalFailures,
    overallSuccessRate: successRate(totalExecutions - totalFailures, totalExecutions),
  };
}

function countByCategory(jobs: readonly JobListEntry[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const job of jobs) counts[job.category] = (counts[job.category] ?? 0) + 1;
  return counts;
}
