import { parseCronFields } from "../cron/cron-fields.ts";
import { cronAfter, type ZonedExpression } from "../cron/cron-instants.ts";
import { calendarDayAt, zonedDay } from "../cron/zoned-days.ts";

export interface SchedulePreview {
  instants: Date[];
  /** Instants that lie on a day on which the zone changes its offset. */
  offsetChanges: { at: Date; note: string }[];
  /** What a person may not have meant. */
  hints: string[];
}

/**
 * The next `count` instants of an expression after `from`, with what is remarkable about them.
 * @param at an expression and zone that `scheduleProblem` accepts
 */
export function previewSchedule(at: ZonedExpression, from: Date, count: number): SchedulePreview {
  const instants: Date[] = [];
  for (let next = cronAfter(at, from); next && instants.length < count; next = cronAfter(at, next)) instants.push(next);
  return {
    instants,
    offsetChanges: instants.flatMap((instant) => noteOf(at.timezone, instant)),
    hints: hintsOf(at.expression),
  };
}

function noteOf(timezone: string, at: Date): { at: Date; note: string }[] {
  const day = zonedDay(timezone, calendarDayAt(timezone, at.getTime()));
  if (day.changeAt === null) return [];
  const minutes = Math.abs(day.after - day.before) / 60_000;
  const direction = day.after > day.before ? "forward" : "back";
  return [{ at, note: `the clocks of ${timezone} go ${direction} by ${minutes} minutes on this day` }];
}

function hintsOf(expression: string): string[] {
  const { namesDays, namesWeekdays } = parseCronFields(expression);
  if (!namesDays || !namesWeekdays) return [];
  return ["Both day fields are set: it fires on days that match either of them, not only on those that match both"];
}
