import { Cron } from "croner";
import { cronAfter, cronAtOrBefore, downwardRange } from "./cron-instants.ts";
import { type ScheduleProblem, scheduleProblemOf } from "./schedule-problem.ts";
import { knowsZone } from "./zoned-days.ts";

/** When a job runs by itself. */
export type JobSchedule =
  | { kind: "cron"; expression: string; timezone: string }
  | { kind: "interval"; everySeconds: number }
  | { kind: "date"; at: Date }
  | { kind: "none" };

export const cron = (expression: string, timezone = "UTC"): JobSchedule => ({ kind: "cron", expression, timezone });
export const every = (everySeconds: number): JobSchedule => ({ kind: "interval", everySeconds });
export const once = (at: Date): JobSchedule => ({ kind: "date", at });
export const noSchedule: JobSchedule = { kind: "none" };

const ANY_INSTANT = new Date("2026-01-01T00:00:00Z");

/** Expressions longer than this are refused before they are parsed. */
const MAX_EXPRESSION_LENGTH = 128;

const NAMES = "(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|SUN|MON|TUE|WED|THU|FRI|SAT)";
const FIELD = new RegExp(`^(?:\\*|\\d{1,2}|${NAMES})(?:-(?:\\d{1,2}|${NAMES}))?(?:/\\d{1,2})?$`, "i");

/**
 * Says what is wrong with an expression and zone, or null. Accepted are exactly five fields of numbers, lists, ranges,
 * steps and English names, Sunday as 0 or 7; seconds, years, `L W # ?` and nicknames are not.
 */
export function scheduleProblem(expression: string, timezone: string): ScheduleProblem | null {
  if (expression.length > MAX_EXPRESSION_LENGTH) return scheduleProblemOf("too_long", { most: MAX_EXPRESSION_LENGTH });
  const fields = expression.trim().split(/\s+/);
  if (expression.trim().startsWith("@")) return scheduleProblemOf("nickname", { expression });
  if (fields.length !== 5) {
    return scheduleProblemOf("wrong_fields", { expression, count: expression.trim() === "" ? 0 : fields.length });
  }
  const odd = fields.find((field) => !field.split(",").every((part) => FIELD.test(part)));
  if (odd !== undefined) return scheduleProblemOf("odd_field", { field: odd });
  if (!knowsZone(timezone)) return scheduleProblemOf("bad_timezone", { timezone });
  const stepped = fields.flatMap((field) => field.split(",")).find((part) => /^[^*-]+\//.test(part));
  if (stepped !== undefined) return scheduleProblemOf("step_without_range", { part: stepped });
  const downward = downwardRange(expression);
  if (downward !== null) return scheduleProblemOf("downward_range", { range: downward });
  if (!isReadable(expression)) return scheduleProblemOf("out_of_range", { expression });
  // Any instant serves: an expression that fires at all fires within 8 years of it.
  return cronAfter({ expression, timezone }, ANY_INSTANT) === null
    ? scheduleProblemOf("never_fires", { expression })
    : null;
}

/** The first instant of a cron schedule strictly after `after`; null for other schedules, whose grid their row knows. */
export function nextInstant(schedule: JobSchedule, after: Date): Date | null {
  return schedule.kind === "cron" ? cronAfter(schedule, after) : null;
}

/** The latest instant of a cron schedule at or before `at`; null for other schedules. */
export function previousInstant(schedule: JobSchedule, at: Date): Date | null {
  return schedule.kind === "cron" ? cronAtOrBefore(schedule, at) : null;
}

function isReadable(expression: string): boolean {
  try {
    new Cron(expression, { paused: true, mode: "5-part" });
    return true;
  } catch {
    return false;
  }
}
