import type { ScheduleRecord } from "../../cron/schedules/record.ts";
import { cronAfter, parseCronFields, type ZonedExpression } from "../../cron/time/cron-instants.ts";
import { calendarDayAt, zonedDay } from "../../cron/time/zoned-days.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { readComing } from "./coming-schedules.ts";
import { countStartMinutes, MINUTE_MS, minuteOf } from "./starts.ts";

/** What a person may not have meant, or should know before they save. */
export type Lint =
  | { code: "both_day_fields" | "starred_day_fields" | "more_often_than_plan" | "more_collisions"; message: string }
  /** Another schedule starts in the same minute as `count` of the next instants. */
  | { code: "collision"; message: string; scheduleId: string; jobName: string; count: number };

/** How often the hosting platform calls a cron at most. */
interface Plan {
  name: string;
  minIntervalSeconds: number;
}

const DAY_SECONDS = 86_400;
/** Others that are looked at, those that are due first, and those that are named. */
const MAX_OTHERS = 500;
const MAX_NAMED = 10;

/** Vixie cron's rule, which surprises: with both fields set, either is enough, unless one of them begins with `*`. */
export function lintDayFields(expression: string): Lint[] {
  const { namesDays, namesWeekdays, dayRule } = parseCronFields(expression);
  if (!namesDays || !namesWeekdays) return [];
  if (dayRule === "either") {
    const message =
      "Both day fields are set: it fires on days that match either of them, not only on those that match both";
    return [{ code: "both_day_fields", message }];
  }
  const message =
    "Both day fields are set, and one begins with *: it fires only on days that match both of them, as Vixie cron does";
  return [{ code: "starred_day_fields", message }];
}

/** @param instants at least ten in a row, so that two of the same day are among them where there are any */
export function lintPlan(instants: readonly Date[], { name, minIntervalSeconds }: Plan): Lint[] {
  const gaps = instants.slice(1).map((at, index) => at.getTime() - (instants[index]?.getTime() ?? 0));
  const closestMs = Math.min(...gaps);
  // The day on which the clocks go forward has 23 hours.
  const allowanceMs = minIntervalSeconds >= DAY_SECONDS ? 60 * MINUTE_MS : 0;
  if (closestMs + allowanceMs >= minIntervalSeconds * 1000) return [];
  const message =
    `It fires every ${lengthWords(closestMs)} at its closest, but on the plan "${name}" the platform calls a cron ` +
    `every ${lengthWords(minIntervalSeconds * 1000)} at most: there only our own dispatcher keeps to it`;
  return [{ code: "more_often_than_plan", message }];
}

/**
 * Other schedules that start in the same minutes, those with the most first.
 * @param exceptId the schedule that is being edited
 */
export async function lintCollisions(
  deps: DashboardDeps,
  instants: readonly Date[],
  exceptId: string | null,
): Promise<Lint[]> {
  const last = instants.at(-1);
  if (!last) return [];
  const before = new Date(minuteOf(last) + MINUTE_MS);
  const { schedules } = await readComing(deps, { before, limit: MAX_OTHERS });
  const minutes = instants.map(minuteOf);
  const found = schedules
    .filter(({ record }) => record.id !== exceptId)
    .map((coming) => ({ record: coming.record, count: countStartMinutes(coming, minutes) }))
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => b.count - a.count);
  const named = found.slice(0, MAX_NAMED).map(({ record, count }) => collision(record, count, minutes.length));
  if (found.length <= MAX_NAMED) return named;
  return [...named, { code: "more_collisions", message: `${found.length - MAX_NAMED} more schedules do so, too` }];
}

function collision({ id, jobName }: ScheduleRecord, count: number, of: number): Lint {
  const message = `${jobName} (schedule ${id}) starts in the same minute in ${count} of the next ${of} times`;
  return { code: "collision", message, scheduleId: id, jobName, count };
}

function lengthWords(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${minutes} min`;
}

export interface SchedulePreview {
  instants: Date[];
  /** Instants that lie on a day on which the zone changes its offset. */
  offsetChanges: { at: Date; note: string }[];
  lint: Lint[];
}

interface PreviewQuestion {
  from: Date;
  /** Instants that are listed. */
  count: number;
  /** The schedule that is being edited: it does not collide with itself. */
  exceptId: string | null;
  plan: Plan;
}

/** So many in a row show how close two of them can be. */
const MIN_LINTED = 10;

/**
 * The next `count` instants of an expression after `from`, with what is remarkable about them.
 * @param at an expression and zone that `scheduleProblem` accepts
 */
export async function previewSchedule(
  deps: DashboardDeps,
  at: ZonedExpression,
  { from, count, exceptId, plan }: PreviewQuestion,
): Promise<SchedulePreview> {
  const ahead = instantsAfter(at, from, Math.max(count, MIN_LINTED));
  const instants = ahead.slice(0, count);
  const collisions = await lintCollisions(deps, instants, exceptId);
  return {
    instants,
    offsetChanges: instants.flatMap((instant) => noteOf(at.timezone, instant)),
    lint: [...lintDayFields(at.expression), ...lintPlan(ahead, plan), ...collisions],
  };
}

/** By how many minutes the clocks of the zone go forward (or, below 0, back) on the day of an instant; null mostly. */
export function offsetShift(timezone: string, at: Date): number | null {
  const today = calendarDayAt(timezone, at.getTime());
  const { changeAt, before, after } = zonedDay(timezone, today);
  if (changeAt === null) return null;
  // The skipped or repeated hour begins at the earlier of the two clocks; its day is the day of the change.
  const begin = new Date(changeAt + Math.min(before, after));
  const isToday = begin.getUTCDate() === today.day && begin.getUTCMonth() + 1 === today.month;
  return isToday ? Math.round((after - before) / MINUTE_MS) || null : null;
}

function instantsAfter(at: ZonedExpression, from: Date, count: number): Date[] {
  const instants: Date[] = [];
  for (let next = cronAfter(at, from); next && instants.length < count; next = cronAfter(at, next)) instants.push(next);
  return instants;
}

function noteOf(timezone: string, at: Date): { at: Date; note: string }[] {
  const minutes = offsetShift(timezone, at);
  if (minutes === null) return [];
  const direction = minutes > 0 ? "forward" : "back";
  return [{ at, note: `the clocks of ${timezone} go ${direction} by ${Math.abs(minutes)} minutes on this day` }];
}
