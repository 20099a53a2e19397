import type { z } from "zod";
import type { DashboardDeps } from "./deps.ts";
import { historyQuery, historyWindow, type JobHistory, readPast, timelineUnit } from "./history.ts";
import { type ChartBucket, chartBuckets, type MeasuredRun, readMeasuredRuns, readOutcomes } from "./job-charts.ts";
import { readStatsBefore } from "./period-change.ts";
import type { RunStats } from "./run-stats.ts";

/** A job's past over a range: what its page and the History dialog of the list show. */
export interface JobPast {
  past: Omit<JobHistory, "job">;
  /** The same statistics over the equal period before. */
  before: RunStats | null;
  charts: { buckets: ChartBucket[]; unit: "hour" | "day"; measured: number };
}

export type Range = z.output<typeof historyQuery>;

const LATEST_RUNS = 10;
export const DEFAULT_DAYS = 30;

/** The range that an address asks for, and what of the address says it. What cannot be read counts as absent. */
export function readRange({ days, from, to }: Record<string, string>): { range: Range; kept: Record<string, string> } {
  const asked = Object.entries({ days, from, to }).filter((entry): entry is [string, string] => Boolean(entry[1]));
  const parsed = historyQuery.safeParse({ ...Object.fromEntries(asked), limit: LATEST_RUNS });
  const range = parsed.success ? parsed.data : historyQuery.parse({ limit: LATEST_RUNS });
  const isOpen = range.days === undefined && range.from === undefined;
  return {
    range: isOpen ? { ...range, days: DEFAULT_DAYS } : range,
    kept: parsed.success ? Object.fromEntries(asked) : {},
  };
}

/** Reads the past of any name that has one; the range's errors are grouped over the range, too. */
export async function readJobPast(
  deps: DashboardDeps,
  { jobName, range }: { jobName: string; range: Range },
): Promise<JobPast & { runs: MeasuredRun[] }> {
  const now = deps.clock.now();
  const window = historyWindow(range, now);
  const unit = timelineUnit(window, now);
  const [past, before, outcomes, runs] = await Promise.all([
    readPast(deps, { ...range, jobName }),
    readStatsBefore(deps, { jobName, window }),
    readOutcomes(deps.db, { jobName, window, unit }),
    readMeasuredRuns(deps.db, { jobName, window }),
  ]);
  const buckets = chartBuckets({ window, unit, now }, outcomes, runs);
  return { past, before, charts: { buckets, unit, measured: runs.length }, runs };
}
