import { percentile } from "../../cron/words/percentile.ts";
import { FAILED_STATUSES, type RunStatus, SUCCESSFUL_STATUSES } from "../../cron/words/vocabulary.ts";
import { type Db, Prisma } from "../../db.ts";
import { successRate } from "../runs/run-stats.ts";
import { floorHour, type Window, within } from "../words/window.ts";

/** Percentiles rest on at most so many of a window's latest runs: sums cannot give them. */
const MEASURED_RUNS = 1000;

/** A run that ended by itself; `durationMs` covers all its attempts. */
export interface MeasuredRun {
  id: string;
  startedAt: Date;
  durationMs: number;
  status: RunStatus;
}

/** One hour or day of a job, without gaps: a bucket in which nothing happened is all zeros. */
export interface ChartBucket {
  at: Date;
  completed: number;
  partial: number;
  failed: number;
  /** Skipped, missed and cancelled: neither success nor failure. */
  notRun: number;
  /** Milliseconds over the measured runs of the bucket, null without any. */
  p50: number | null;
  p95: number | null;
}

export type Outcomes = Pick<ChartBucket, "at" | "completed" | "partial" | "failed" | "notRun">;

export interface ChartRequest {
  jobName: string;
  window: Window;
  unit: "hour" | "day";
}

/** The window's latest runs that ended, newest first. */
export async function readMeasuredRuns(
  db: Db,
  { jobName, window }: Omit<ChartRequest, "unit">,
): Promise<MeasuredRun[]> {
  return await db.$queryRaw<MeasuredRun[]>`
    select id::text, started_at as "startedAt", duration_ms as "durationMs", status from cron_job_logs
     where job_name = ${jobName} and ${within("started_at", window)} and duration_ms is not null
       and status in (${Prisma.join([...SUCCESSFUL_STATUSES, ...FAILED_STATUSES])})
     order by started_at desc limit ${MEASURED_RUNS}`;
}

/** How runs ended by the hour or day (UTC), from the statistics; buckets without any are absent. */
export async function readOutcomes(db: Db, { jobName, window, unit }: ChartRequest): Promise<Outcomes[]> {
  return await db.$queryRaw<Outcomes[]>`
    select date_trunc(${unit}, hour, 'UTC') as at, sum(completed)::float8 as completed, sum(partial)::float8 as partial,
           sum(failed + timed_out + abandoned)::float8 as failed, sum(skipped + missed + cancelled)::float8 as "notRun"
      from cron_job_stats_hourly
     where job_name = ${jobName} and ${within("hour", window)}
     group by 1 order by 1`;
}

/** Outcomes and durations of a window, bucket by bucket. Pure. */
export function chartBuckets(
  { window, unit, now }: { window: Window; unit: "hour" | "day"; now: Date },
  outcomes: readonly Outcomes[],
  runs: readonly MeasuredRun[],
): ChartBucket[] {
  const byTime = new Map(outcomes.map((outcome) => [outcome.at.getTime(), outcome]));
  const durations = Map.groupBy(runs, ({ startedAt }) => floorTo(unit, startedAt).getTime());
  return bucketsOf(unit, window, now).map((at) => {
    const own = (durations.get(at.getTime()) ?? []).map(({ durationMs }) => durationMs);
    const share = (part: number) => (own.length === 0 ? null : percentile(own, part));
    const none = { completed: 0, partial: 0, failed: 0, notRun: 0 };
    return { ...none, ...byTime.get(at.getTime()), at, p50: share(0.5), p95: share(0.95) };
  });
}

/** Success rate of each bucket in percent, null where nothing finished. */
export function rateLine(buckets: readonly Outcomes[]): { at: Date; rate: number | null; runs: number }[] {
  return buckets.map(({ at, completed, partial, failed }) => {
    const runs = completed + partial + failed;
    return { at, rate: successRate(completed + partial, runs), runs };
  });
}

const UNIT_MS = { hour: 3_600_000, day: 86_400_000 };

function bucketsOf(unit: "hour" | "day", { from, to }: Window, now: Date): Date[] {
  const buckets: Date[] = [];
  const end = to ?? now;
  for (let at = floorTo(unit, from); at < end; at = new Date(at.getTime() + UNIT_MS[unit])) buckets.push(at);
  return buckets;
}

function floorTo(unit: "hour" | "day", at: Date): Date {
  return unit === "hour" ? floorHour(at) : new Date(at.getTime() - (at.getTime() % UNIT_MS.day));
}
