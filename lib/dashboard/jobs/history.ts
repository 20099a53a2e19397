import { z } from "zod";
import { type Db, Prisma } from "../../db.ts";
import { wholeNumber } from "../forms/readable-query.ts";
import { RUN_COLUMNS, type RunEntry, type RunRow, toRunEntry } from "../runs/run-entry.ts";
import { type RunStats, readRunStats } from "../runs/run-stats.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";
import { FAILURE_TEXT, FINGERPRINT } from "../words/fingerprint.ts";
import { instant } from "../words/instant.ts";
import { lastDays, type Window, wholeHours, windowDays, within } from "../words/window.ts";
import { type JobConfiguration, readConfigurations } from "./job-configuration.ts";

/** Query of `GET /api/admin/cron-jobs/<job>/history`; `from` and `to` may replace `days`. */
export const historyQuery = z.strictObject({
  schedule_id: z.string().max(120).optional().describe("Narrows the runs to one schedule; statistics are of the job"),
  limit: wholeNumber(1, 200).default(50),
  days: wholeNumber(1, 366).optional(),
  from: instant.optional(),
  to: instant.optional(),
});

const DEFAULT_DAYS = 30;
const DEFAULT_ERROR_DAYS = 7;
/** Windows up to this long have a timeline by the hour, longer ones by the day. */
const HOURLY_TIMELINE_DAYS = 3;
const PERCENTILE_RUNS = 1000;
/** Errors are grouped over at most this many of the latest failures. */
const ERROR_RUNS = 1000;
const ERROR_GROUPS = 50;

export interface TimelineBucket {
  timeBucket: Date;
  executions: number;
  successes: number;
  failures: number;
  /** Milliseconds, null in a bucket without finished runs. */
  avgDuration: number | null;
}

export interface ErrorGroup {
  /** Eight hex digits that the same error always gets: numbers in its message do not count. */
  fingerprint: string;
  /** The latest wording. */
  message: string;
  occurrences: number;
  firstAt: Date;
  lastAt: Date;
  lastRunId: string;
}

export interface JobHistory {
  jobName: string;
  job: JobConfiguration;
  stats: RunStats;
  /** Newest first. */
  history: RunEntry[];
  timeline: TimelineBucket[];
  /** Most frequent first; over the asked range, or 7 days when none was asked for. */
  errors: ErrorGroup[];
}

/** A job's statistics, runs, timeline and errors, or null when the registry has no such name or alias. */
export async function readHistory(
  deps: DashboardDeps,
  request: z.output<typeof historyQuery> & { job: string },
): Promise<JobHistory | null> {
  const definition = findJob(deps.jobs, request.job);
  if (!definition) return null;
  const [[job], past] = await Promise.all([
    readConfigurations(deps, [definition]),
    readPast(deps, { ...request, jobName: definition.name }),
  ]);
  return job ? { job, ...past } : null;
}

/** The same without the configuration: for any name that has runs, of jobs that left the code, too. */
export async function readPast(
  { db, clock }: DashboardDeps,
  request: z.output<typeof historyQuery> & { jobName: string },
): Promise<Omit<JobHistory, "job">> {
  const { jobName, limit, schedule_id: scheduleId = null } = request;
  const now = clock.now();
  const window = historyWindow(request, now);
  const [stats, history, timeline, errors] = await Promise.all([
    readRunStats(db, { names: [jobName], window, percentileRuns: PERCENTILE_RUNS }),
    readRuns(db, { jobName, scheduleId, window, limit }),
    readTimeline(db, { jobName, window, unit: timelineUnit(window, now) }),
    readErrors(db, jobName, requestedWindow(request, DEFAULT_ERROR_DAYS, now)),
  ]);
  const own = stats.get(jobName);
  if (!own) throw new Error(`Expected statistics for ${jobName}, got none`);
  return { jobName, stats: own, history, timeline, errors };
}

/** The range that a query asks for; 30 days when it asks for none. */
export function historyWindow(query: z.output<typeof historyQuery>, now: Date): Window {
  return requestedWindow(query, DEFAULT_DAYS, now);
}

/** Ranges of up to three days are told by the hour, longer ones by the day. */
export function timelineUnit(window: Window, now: Date): "hour" | "day" {
  return windowDays(window, now) <= HOURLY_TIMELINE_DAYS ? "hour" : "day";
}

function requestedWindow({ days, from, to }: z.output<typeof historyQuery>, defaultDays: number, now: Date): Window {
  if (from) return wholeHours(from, to ?? null);
  const window = lastDays(days ?? defaultDays, to ?? now);
  return to ? wholeHours(window.from, to) : window;
}

interface RunsQuestion {
  jobName: string;
  scheduleId: string | null;
  window: Window;
  limit: number;
}

async function readRuns(db: Db, { jobName, scheduleId, window, limit }: RunsQuestion) {
  const ofSchedule = scheduleId === null ? Prisma.sql`true` : Prisma.sql`l.schedule_id = ${scheduleId}`;
  const rows = await db.$queryRaw<RunRow[]>`
    select ${RUN_COLUMNS} from cron_job_logs l
     where l.job_name = ${jobName} and ${ofSchedule} and ${within("started_at", window)}
     order by l.started_at desc, l.id desc limit ${limit}`;
  return rows.map(toRunEntry);
}

async function readTimeline(
  db: Db,
  { jobName, window, unit }: { jobName: string; window: Window; unit: "hour" | "day" },
): Promise<TimelineBucket[]> {
  return await db.$queryRaw<TimelineBucket[]>`
    select date_trunc(${unit}, hour, 'UTC') as "timeBucket",
           sum(completed + partial + failed + timed_out + abandoned)::float8 as executions,
           sum(completed + partial)::float8 as successes,
           sum(failed + timed_out + abandoned)::float8 as failures,
           round(sum(sum_ms) / nullif(sum(completed + partial + failed + timed_out + abandoned), 0))::float8
             as "avgDuration"
      from cron_job_stats_hourly
     where job_name = ${jobName} and ${within("hour", window)}
     group by 1 order by 1`;
}

/** By `idx_cron_logs_job_failures`, whose condition it repeats as it stands there. */
async function readErrors(db: Db, jobName: string, window: Window): Promise<ErrorGroup[]> {
  return await db.$queryRaw<ErrorGroup[]>`
    select fingerprint, (array_agg(text order by started_at desc))[1] as message,
           count(*)::int as occurrences, min(started_at) as "firstAt", max(started_at) as "lastAt",
           (array_agg(id order by started_at desc))[1] as "lastRunId"
      from (select id, started_at, ${FAILURE_TEXT} as text, ${FINGERPRINT} as fingerprint
              from cron_job_logs l
             where job_name = ${jobName} and ${within("started_at", window)}
               and (status in ('failed', 'timed_out', 'abandoned')) is true and ${FAILURE_TEXT} is not null
             order by started_at desc limit ${ERROR_RUNS}) as failures
     group by fingerprint order by occurrences desc, "lastAt" desc limit ${ERROR_GROUPS}`;
}
