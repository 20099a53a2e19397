import { nearestKeptInstant } from "../../cron/time/instant.ts";
import { FAILED_STATUSES, SUCCESSFUL_STATUSES } from "../../cron/words/vocabulary.ts";
import { type Db, NEWEST_OF_JOB, Prisma } from "../../db.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { lastDays, type Window, within } from "../words/window.ts";

const USUAL_DAYS = 30;
const USUAL_RUNS = 100;

/**
 * Statistics of a job over whole hours, counted by each run's start. successful = completed + partial; failed =
 * failed + timed out + abandoned; total = both; the others are counted apart (details.md). Durations are in
 * milliseconds, null before the first run.
 */
export interface RunStats {
  totalRuns: number;
  successfulRuns: number;
  failedRuns: number;
  cancelledRuns: number;
  skippedRuns: number;
  missedRuns: number;
  /** Percent with two decimals, null when there is no finished run. */
  successRate: number | null;
  avgDuration: number | null;
  p50: number | null;
  p95: number | null;
  /** Of how many of the latest runs p50 and p95 were taken: sums cannot give them. */
  percentileRuns: number;
  minDuration: number | null;
  maxDuration: number | null;
  lastRun: Date | null;
  lastSuccess: Date | null;
  lastFailure: Date | null;
}

interface StatsRequest {
  /** Canonical job names. */
  names: readonly string[];
  window: Window;
  /** Percentiles look at no more than this many of each job's latest runs. */
  percentileRuns: number;
}

/** Statistics of several jobs in two statements. Every asked name has an entry. */
export async function readRunStats(db: Db, request: StatsRequest): Promise<Map<string, RunStats>> {
  const [sums, percentiles] = await Promise.all([readSums(db, request), readPercentiles(db, request)]);
  return new Map(request.names.map((name) => [name, toStats(sums.get(name), percentiles.get(name))]));
}

/** What nineteen of twenty of each job's latest 100 finished runs kept to, in milliseconds; jobs that never ran are left out. */
export async function readUsualDurations(db: Db, names: readonly string[], now: Date): Promise<Map<string, number>> {
  const rows = await readPercentiles(db, { names, window: lastDays(USUAL_DAYS, now), percentileRuns: USUAL_RUNS });
  return new Map([...rows].map(([name, { p95 }]) => [name, p95]));
}

/** Percent of `total` with two decimals, null when `total` is 0. */
export function successRate(successful: number, total: number): number | null {
  return total === 0 ? null : Math.round((successful / total) * 10_000) / 100;
}

interface SumRow {
  jobName: string;
  successful: number;
  failed: number;
  cancelled: number;
  skipped: number;
  missed: number;
  sumMs: number;
  minMs: number | null;
  maxMs: number | null;
  lastRun: Date | null;
  lastSuccess: Date | null;
  lastFailure: Date | null;
}

async function readSums(db: Db, { names, window }: StatsRequest): Promise<Map<string, SumRow>> {
  const rows = await db.$queryRaw<SumRow[]>`
    select job_name as "jobName",
           sum(completed + partial)::float8 as successful,
           sum(failed + timed_out + abandoned)::float8 as failed,
           sum(cancelled)::float8 as cancelled, sum(skipped)::float8 as skipped, sum(missed)::float8 as missed,
           sum(sum_ms)::float8 as "sumMs", min(min_ms) as "minMs", max(max_ms) as "maxMs",
           max(last_run_at) as "lastRun", max(last_success_at) as "lastSuccess", max(last_failure_at) as "lastFailure"
      from cron_job_stats_hourly
     where job_name = any(${names}::text[]) and ${within("hour", window)}
     group by job_name`;
  return new Map(rows.map((row) => [row.jobName, row]));
}

interface PercentileRow {
  jobName: string;
  runs: number;
  p50: number;
  p95: number;
}

async function readPercentiles(db: Db, { names, window, percentileRuns }: StatsRequest) {
  const rows = await db.$queryRaw<PercentileRow[]>`
    select n.name as "jobName", count(*)::int as runs,
           percentile_disc(0.5) within group (order by d.duration_ms) as p50,
           percentile_disc(0.95) within group (order by d.duration_ms) as p95
      from unnest(${names}::text[]) as n(name)
     cross join lateral (
           select duration_ms from cron_job_logs l
            where ${NEWEST_OF_JOB.where} and ${within("started_at", window)} and duration_ms is not null
              and status in (${Prisma.join([...SUCCESSFUL_STATUSES, ...FAILED_STATUSES])})
            order by ${NEWEST_OF_JOB.order} limit ${percentileRuns}) as d
     group by n.name`;
  return new Map(rows.map((row) => [row.jobName, row]));
}

function toStats(sums: SumRow | undefined, percentiles: PercentileRow | undefined): RunStats {
  const successful = sums?.successful ?? 0;
  const failed = sums?.failed ?? 0;
  const total = successful + failed;
  return {
    totalRuns: total,
    successfulRuns: successful,
    failedRuns: failed,
    cancelledRuns: sums?.cancelled ?? 0,
    skippedRuns: sums?.skipped ?? 0,
    missedRuns: sums?.missed ?? 0,
    successRate: successRate(successful, total),
    avgDuration: sums && total > 0 ? Math.round(sums.sumMs / total) : null,
    p50: percentiles?.p50 ?? null,
    p95: percentiles?.p95 ?? null,
    percentileRuns: percentiles?.runs ?? 0,
    minDuration: sums?.minMs ?? null,
    maxDuration: sums?.maxMs ?? null,
    lastRun: sums?.lastRun ?? null,
    lastSuccess: sums?.lastSuccess ?? null,
    lastFailure: sums?.lastFailure ?? null,
  };
}

/** The equal period right before a window. */
export function periodBefore({ from, to }: Window, now: Date): Window {
  const end = to ?? now;
  return { from: nearestKeptInstant(new Date(2 * from.getTime() - end.getTime())), to: from };
}

/**
 * What a job's statistics were in the equal period before the window, from the hourly statistics alone; null when
 * nothing of it ended then, so that there is nothing to compare with.
 */
export async function readStatsBefore(
  { db, clock }: Pick<DashboardDeps, "db" | "clock">,
  { jobName, window }: { jobName: string; window: Window },
): Promise<RunStats | null> {
  const before = periodBefore(window, clock.now());
  const stats = (await readRunStats(db, { names: [jobName], window: before, percentileRuns: 0 })).get(jobName);
  return stats && stats.totalRuns > 0 ? stats : null;
}

/** How much a figure moved against the period before; null when one of the two has none. */
export function changeOf(now: number | null, before: number | null | undefined): number | null {
  if (now === null || before === null || before === undefined) return null;
  return Math.round((now - before) * 100) / 100;
}
