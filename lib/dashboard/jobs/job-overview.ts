import type { z } from "zod";
import { timingOf } from "../../cron/schedules/settings.ts";
import { countSlots } from "../../cron/time/timing.ts";
import type { Db } from "../../db.ts";
import { wallDays } from "../forms/wall-hours.ts";
import { isNearTimeout, type NearTimeout } from "../runs/duration-trouble.ts";
import { readRunZones } from "../runs/run-entry.ts";
import { type MetricSeries, readMetricSeries } from "../runs/run-metrics.ts";
import { type RunStats, readStatsBefore } from "../runs/run-stats.ts";
import { recordOf } from "../schedules/schedule-row.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";
import { instant } from "../words/instant.ts";
import { lastDays } from "../words/window.ts";
import { historyQuery, historyWindow, type JobHistory, readPast, timelineUnit } from "./history.ts";
import {
  type ChartBucket,
  chartBuckets,
  type MeasuredRun,
  rateLine,
  readMeasuredRuns,
  readOutcomes,
} from "./job-charts.ts";
import { type CalendarSchedule, type SlotDay, slotCalendar } from "./slot-calendar.ts";
import { readSlotGroups } from "./slot-groups.ts";

/** What the first tab of a job's page shows. */
interface JobOverview extends JobPast {
  /** By day over 30 days, whatever the range. */
  rate: { at: Date; rate: number | null; runs: number }[];
  /** Null without a schedule. */
  calendar: SlotDay[] | null;
  hint: NearTimeout | null;
  metrics: MetricSeries[];
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
  const [{ runs, ...past }, daily, calendar, metrics] = await Promise.all([
    readJobPast(deps, { jobName, range }),
    readOutcomes(deps.db, { jobName, window: days, unit: "day" }),
    readCalendar(deps, { jobName, zone }),
    readMetricSeries(deps.db, { jobName, window: historyWindow(range, now) }),
  ]);
  const job = findJob(deps.jobs, jobName);
  return {
    ...past,
    rate: rateLine(chartBuckets({ window: days, unit: "day", now }, daily, [])),
    calendar,
    metrics,
    hint: job && isNearTimeout(runs, job.timeoutSeconds * 1000),
  };
}

/** A job's past over a range: what its page and the History dialog of the list show. */
export interface JobPast {
  past: Omit<JobHistory, "job">;
  /** The same statistics over the equal period before. */
  before: RunStats | null;
  charts: { buckets: ChartBucket[]; unit: "hour" | "day"; measured: number };
  /** The zone of the job, if it has one. */
  zones: Map<string, string>;
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
  const [past, before, outcomes, runs, zones] = await Promise.all([
    readPast(deps, { ...range, jobName }),
    readStatsBefore(deps, { jobName, window }),
    readOutcomes(deps.db, { jobName, window, unit }),
    readMeasuredRuns(deps.db, { jobName, window }),
    readRunZones(deps.db, [jobName]),
  ]);
  const buckets = chartBuckets({ window, unit, now }, outcomes, runs);
  return { past, before, charts: { buckets, unit, measured: runs.length }, runs, zones };
}

const DAY_MS = 86_400_000;
const DAYS = 7;
/** Rows that a calendar may look at; a job that fires oftener is shown for fewer days. */
const MOST_SLOTS = 20_000;
/** A job has rarely more than one schedule. */
const MOST_SCHEDULES = 50;

/**
 * The slots of a job's schedules in the last days of a zone, today included, by its hours: newest day first. Read by
 * (schedule, slot), never over all runs. Null for a job without schedules, which expects nothing.
 */
export async function readCalendar(
  { db, clock }: DashboardDeps,
  { jobName, zone }: { jobName: string; zone: string },
): Promise<SlotDay[] | null> {
  const now = clock.now();
  const schedules = await readSchedules(db, jobName);
  if (schedules.length === 0) return null;
  const days = wallDays(zone, now, countDays(now, schedules));
  const ids = schedules.map(({ id }) => id);
  const oldest = days.at(-1)?.hours[0]?.at ?? now;
  return slotCalendar(days, { schedules, groups: await readSlotGroups(db, ids, oldest), now });
}

async function readSchedules(db: Db, jobName: string): Promise<CalendarSchedule[]> {
  const rows = await db.cronSchedule.findMany({ where: { jobName }, orderBy: { id: "asc" }, take: MOST_SCHEDULES });
  return rows.map((row) => {
    const { settings, anchorAt, removedAt } = recordOf(row);
    const since = row.startsAt !== null && row.startsAt > row.createdAt ? row.startsAt : row.createdAt;
    const timing = timingOf(settings, anchorAt);
    return { id: row.id, timing, since, until: removedAt ?? row.endsAt, enabled: settings.enabled };
  });
}

function countDays(now: Date, schedules: readonly CalendarSchedule[]): number {
  const yesterday = new Date(now.getTime() - DAY_MS);
  const perDay = schedules.reduce((sum, { timing }) => sum + countSlots(timing, yesterday, now), 0);
  return Math.max(1, Math.min(DAYS, Math.floor(MOST_SLOTS / Math.max(1, perDay))));
}
