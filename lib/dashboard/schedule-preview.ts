import { cronAfter, type ZonedExpression } from "../cron/cron-instants.ts";
import { calendarDayAt, zonedDay } from "../cron/zoned-days.ts";
import type { DashboardDeps } from "./deps.ts";
import { type Lint, lintCollisions, lintDayFields, lintPlan, type Plan } from "./schedule-lint.ts";

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
  { db }: Pick<DashboardDeps, "db">,
  at: ZonedExpression,
  { from, count, exceptId, plan }: PreviewQuestion,
): Promise<SchedulePreview> {
  const ahead = instantsAfter(at, from, Math.max(count, MIN_LINTED));
  const instants = ahead.slice(0, count);
  const collisions = await lintCollisions(db, instants, exceptId);
  return {
    instants,
    offsetChanges: instants.flatMap((instant) => noteOf(at.timezone, instant)),
    lint: [...lintDayFields(at.expression), ...lintPlan(ahead, plan), ...collisions],
  };
}

/** By how many minutes the clocks of the zone go forward (or, below 0, back) on the day of an instant; null mostly. */
export function offsetShift(timezone: string, at: Date): number | null {
  const day = zonedDay(timezone, calendarDayAt(timezone, at.getTime()));
  return day.changeAt === null ? null : (day.after - day.before) / 60_000;
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
