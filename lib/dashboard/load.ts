import type { DashboardDeps } from "./deps.ts";
import { floorHour } from "./window.ts";

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** Runs that ended of those that began in one hour. */
export interface LoadHour {
  hour: Date;
  runs: number;
  failures: number;
}

/** The last 24 hours, this one included, oldest first: from the statistics, one entry for each hour. */
export async function readLoad({ db, jobs, clock }: DashboardDeps): Promise<LoadHour[]> {
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
