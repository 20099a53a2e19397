import type { Progress } from "../../cron/ports/runs.ts";
import { percentile } from "../../cron/words/percentile.ts";
import { isOneOf, SUCCESSFUL_STATUSES } from "../../cron/words/vocabulary.ts";
import { type Attention, attentionOf } from "../jobs/attention.ts";
import { type JobFacts, type OpenRun, readJobFacts } from "../jobs/job-facts.ts";
import { type NextRun, readNextRuns } from "../schedules/coming-schedules.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { floorHour } from "../words/window.ts";
import { type OverdueJob, type OwnDispatching, readStandstill, type Standstill } from "./standstill.ts";

const NEXT_RUNS = 10;

/** A job that needs somebody: the worst of its causes decides its place and what to press. */
export interface TroubledJob {
  jobName: string;
  main: Attention;
  others: readonly Attention[];
}

export interface RunningNow {
  id: string;
  jobName: string;
  startedAt: Date;
  progress: Progress | null;
  /** Asked to stop, and still at work. */
  stopping: boolean;
  /** When it will have taken as long as half of its job's latest runs; null before the first. */
  expectedEnd: Date | null;
}

export interface Overview {
  totalJobs: number;
  /** No run has ever begun: a fresh installation. */
  isFresh: boolean;
  troubled: TroubledJob[];
  /** Nobody dispatches: then no job is told to be overdue for itself. */
  standstill: Standstill | null;
  running: RunningNow[];
  nextRuns: NextRun[];
  load: LoadHour[];
  /** The latest success of all jobs; null before the first. */
  lastSuccess: { jobName: string; at: Date } | null;
}

/** What the first screen tells: bounded reads, whatever the number of runs. @param own of the process that shows it */
export async function readOverview(deps: DashboardDeps, own: OwnDispatching): Promise<Overview> {
  const now = deps.clock.now();
  const [facts, orphans, load] = await Promise.all([readJobFacts(deps), readOrphans(deps), readLoad(deps)]);
  const causes = facts.map((job) => ({ jobName: job.name, found: attentionOf(job, now) }));
  const standstill = await readStandstill(deps, causes.flatMap(overdueOf), own);
  const told = standstill === null ? causes : causes.map(withoutOverdue);
  const troubled = [...told.flatMap(troubleOf), ...orphans];
  return {
    totalJobs: facts.length,
    isFresh: !facts.some(hasRun) && !(await hasEverRun(deps)),
    troubled: troubled.toSorted((a, b) => rankOf(a) - rankOf(b)),
    standstill,
    running: facts.flatMap((job) => job.open.map((run) => runningNow(run, job))),
    nextRuns: await readNextRuns(deps, NEXT_RUNS),
    load,
    lastSuccess: lastSuccessOf(facts),
  };
}

const hasRun = ({ rows, open }: JobFacts) => open.length > 0 || rows.some(({ durationMs }) => durationMs !== null);

/** The statistics outlive the rows. */
async function hasEverRun({ db }: DashboardDeps): Promise<boolean> {
  const [row] = await db.$queryRaw<unknown[]>`
    select 1 from cron_job_stats_hourly where completed + partial + failed + timed_out + abandoned > 0 limit 1`;
  return row !== undefined;
}

interface Causes {
  jobName: string;
  found: readonly Attention[];
}

function overdueOf({ jobName, found }: Causes): OverdueJob[] {
  return found.flatMap((cause) => (cause.kind === "overdue" ? [{ jobName, since: cause.since }] : []));
}

function withoutOverdue({ jobName, found }: Causes): Causes {
  return { jobName, found: found.filter(({ kind }) => kind !== "overdue") };
}

function troubleOf({ jobName, found: [main, ...others] }: Causes): TroubledJob[] {
  return main ? [{ jobName, main, others }] : [];
}

/** What is broken now, then what will break, then what is odd. */
const RANKS: readonly Attention["kind"][] = [
  "stuck",
  "failing",
  "missed",
  "overdue",
  "near_timeout",
  "slow",
  "orphaned",
  "paused",
  "drift",
];

const rankOf = ({ main }: TroubledJob) => RANKS.indexOf(main.kind);

function runningNow({ id, jobName, startedAt, progress, stopRequestedAt }: OpenRun, { rows }: JobFacts): RunningNow {
  const durations = rows.flatMap(({ status, durationMs }) =>
    durationMs !== null && isOneOf(SUCCESSFUL_STATUSES, status) ? [durationMs] : [],
  );
  const expectedEnd = durations.length === 0 ? null : new Date(startedAt.getTime() + percentile(durations, 0.5));
  return { id, jobName, startedAt, progress, stopping: stopRequestedAt !== null, expectedEnd };
}

/** Rows that are looked at: a backlog of a job that is gone may be long. */
const MOST_WAITING = 1000;

/** Waiting runs of jobs that the code no longer has. */
async function readOrphans({ db, jobs }: DashboardDeps): Promise<TroubledJob[]> {
  const names = jobs.map((job) => job.name);
  const rows = await db.$queryRaw<{ jobName: string; waiting: number; since: Date }[]>`
    select job_name as "jobName", count(*)::int as waiting, min(next_attempt_at) as since
      from (select job_name, next_attempt_at from cron_job_logs
             where lane is null and completed_at is null and next_attempt_at <= cron_now()
             order by next_attempt_at limit ${MOST_WAITING}) as due
     where job_name <> all(${names}::text[]) group by job_name order by job_name`;
  return rows.map(({ jobName, ...orphaned }) => ({ jobName, main: { kind: "orphaned", ...orphaned }, others: [] }));
}

function lastSuccessOf(facts: readonly JobFacts[]): Overview["lastSuccess"] {
  const latest = facts.flatMap(({ rows }) => rows.find(({ status }) => isOneOf(SUCCESSFUL_STATUSES, status)) ?? []);
  const [last] = latest.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime());
  return last ? { jobName: last.jobName, at: last.startedAt } : null;
}

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** Runs that ended of those that began in one hour. */
export interface LoadHour {
  hour: Date;
  runs: number;
  failures: number;
}

/** The last 24 hours, this one included, oldest first: from the statistics, one entry for each hour. */
async function readLoad({ db, jobs, clock }: DashboardDeps): Promise<LoadHour[]> {
  const names = jobs.map((job) => job.name);
  const first = floorHour(clock.now()).getTime() - (HOURS - 1) * HOUR_MS;
  const rows = await db.$queryRaw<LoadHour[]>`
    select hour, sum(completed + partial + failed + timed_out + abandoned)::float8 as runs,
           sum(failed + timed_out + abandoned)::float8 as failures
      from cron_job_stats_hourly where job_name = any(${names}::text[]) and hour >= ${new Date(first)} group by hour`;
  const known = new Map(rows.map((row) => [row.hour.getTime(), row]));
  return Array.from({ length: HOURS }, (_, index) => {
    const at = first + index * HOUR_MS;
    return known.get(at) ?? { hour: new Date(at), runs: 0, failures: 0 };
  });
}
