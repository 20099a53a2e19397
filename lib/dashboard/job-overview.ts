import type { z } from "zod";
import { type DashboardDeps, findJob } from "./deps.ts";
import { isNearTimeout, type NearTimeout } from "./duration-trouble.ts";
import { historyQuery, historyWindow, type JobHistory, readPast, timelineUnit } from "./history.ts";
import { instant } from "./instant.ts";
import { type ChartBucket, chartBuckets, rateLine, readMeasuredRuns, readOutcomes } from "./job-charts.ts";
import { readStatsBefore } from "./period-change.ts";
import { readCalendar } from "./read-calendar.ts";
import type { RunStats } from "./run-stats.ts";
import type { CalendarDay } from "./slot-calendar.ts";
import { floorHour, lastDays } from "./window.ts";

/** What the first tab of a job's page shows. */
export interface JobOverview {
  past: Omit<JobHistory, "job">;
  /** The same statistics over the equal period before. */
  before: RunStats | null;
  charts: { buckets: ChartBucket[]; unit: "hour" | "day"; measured: number };
  /** By day over 30 days, whatever the range. */
  rate: { at: Date; rate: number | null; runs: number }[];
  /** Null without a schedule. */
  calendar: CalendarDay[] | null;
  hint: NearTimeout | null;
}

type Range = z.output<typeof historyQuery>;

const LATEST_RUNS = 10;
const DEFAULT_DAYS = 30;
const RATE_DAYS = 30;

/** The address of the tab: a range and an hour of the calendar. What cannot be read counts as absent. */
export function readOverviewQuery(address: Record<string, string>): {
  range: Range;
  hour: Date | null;
  kept: Record<string, string>;
} {
  const { days, from, to, hour } = address;
  const asked = Object.entries({ days, from, to }).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const parsed = historyQuery.safeParse({ ...Object.fromEntries(asked), limit: LATEST_RUNS });
  const chosen = instant.safeParse(hour);
  return {
    range: parsed.success ? parsed.data : historyQuery.parse({ limit: LATEST_RUNS }),
    hour: chosen.success ? floorHour(chosen.data) : null,
    kept: parsed.success ? Object.fromEntries(asked) : {},
  };
}

/** Reads the overview of any name that has a past. The range's errors are grouped over the range, too. */
export async function readJobOverview(
  deps: DashboardDeps,
  { jobName, range: asked }: { jobName: string; range: Range },
): Promise<JobOverview> {
  const range = asked.days === undefined && asked.from === undefined ? { ...asked, days: DEFAULT_DAYS } : asked;
  const now = deps.clock.now();
  const window = historyWindow(range, now);
  const unit = timelineUnit(window, now);
  const days = lastDays(RATE_DAYS, now);
  const [past, before, outcomes, runs, daily, calendar] = await Promise.all([
    readPast(deps, { ...range, jobName }),
    readStatsBefore(deps, { jobName, window }),
    readOutcomes(deps.db, { jobName, window, unit }),
    readMeasuredRuns(deps.db, { jobName, window }),
    readOutcomes(deps.db, { jobName, window: days, unit: "day" }),
    readCalendar(deps, jobName),
  ]);
  const job = findJob(deps.jobs, jobName);
  return {
    past,
    before,
    charts: { buckets: chartBuckets({ window, unit, now }, outcomes, runs), unit, measured: runs.length },
    rate: rateLine(chartBuckets({ window: days, unit: "day", now }, daily, [])),
    calendar,
    hint: job && isNearTimeout(runs, job.timeoutSeconds * 1000),
  };
}
