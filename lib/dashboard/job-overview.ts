import { type DashboardDeps, findJob } from "./deps.ts";
import { isNearTimeout, type NearTimeout } from "./duration-trouble.ts";
import { instant } from "./instant.ts";
import { chartBuckets, rateLine, readOutcomes } from "./job-charts.ts";
import { type JobPast, type Range, readJobPast, readRange } from "./job-past.ts";
import { readCalendar } from "./read-calendar.ts";
import type { CalendarDay } from "./slot-calendar.ts";
import { lastDays } from "./window.ts";

/** What the first tab of a job's page shows. */
export interface JobOverview extends JobPast {
  /** By day over 30 days, whatever the range. */
  rate: { at: Date; rate: number | null; runs: number }[];
  /** Null without a schedule. */
  calendar: CalendarDay[] | null;
  hint: NearTimeout | null;
}

const RATE_DAYS = 30;

/** The address of the tab: a range, and an instant in the chosen hour of the calendar. What cannot be read counts as absent. */
export function readOverviewQuery(
  address: Record<string, string>,
): ReturnType<typeof readRange> & { hour: Date | null } {
  const chosen = instant.safeParse(address.hour);
  return { ...readRange(address), hour: chosen.success ? chosen.data : null };
}

/** Reads the overview of any name that has a past. @param zone of the calendar's days and hours */
export async function readJobOverview(
  deps: DashboardDeps,
  { jobName, range, zone }: { jobName: string; range: Range; zone: string },
): Promise<JobOverview> {
  const now = deps.clock.now();
  const days = lastDays(RATE_DAYS, now);
  const [{ runs, ...past }, daily, calendar] = await Promise.all([
    readJobPast(deps, { jobName, range }),
    readOutcomes(deps.db, { jobName, window: days, unit: "day" }),
    readCalendar(deps, { jobName, zone }),
  ]);
  const job = findJob(deps.jobs, jobName);
  return {
    ...past,
    rate: rateLine(chartBuckets({ window: days, unit: "day", now }, daily, [])),
    calendar,
    hint: job && isNearTimeout(runs, job.timeoutSeconds * 1000),
  };
}
