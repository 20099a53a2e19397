import type { AnyJob } from "../cron/jobs/define-job.ts";
import { parseCronFields } from "../cron/time/cron-instants.ts";
import { DAYS, dayTexts, fieldText, MONTHS, WEEKDAYS } from "./day-sets.ts";
import { effectiveLimits, isDailyOnly, type PlanLimits, type PlanName, type PlatformSettings } from "./settings.ts";
import { timeTexts, utcExpressions } from "./utc-expressions.ts";

export const TICK_PATH = "/api/cron/tick";
export const pathOfJob = (jobName: string) => `/api/cron/${jobName}`;

/** The routes that run a job, by each of its names: a platform may be set up by hand with any of them. */
export function callingPaths({ name, aliases = [] }: AnyJob): string[] {
  return [name, ...aliases].flatMap((known) => [`/api/cron/${known}`, `/api/cron/execute/${known}`]);
}

/** One entry of what the platform calls. `timezone` is UTC in the format `crons`. */
export interface PlatformCron {
  path: string;
  schedule: string;
  timezone: string;
}

/** What the platform cannot do as the registry asks. */
export type PlatformWarning =
  /** The plan calls once a day: this job is called at `once` (UTC) only. */
  | { kind: "too_often"; job: string; expression: string; once: string; plan: PlanName }
  | { kind: "too_many"; count: number; plan: PlanName; most: number; ticksOnly: boolean };

export interface PlatformCrons {
  crons: PlatformCron[];
  warnings: PlatformWarning[];
}

export interface CronsRequest {
  jobs: readonly AnyJob[];
  settings: PlatformSettings;
  now: Date;
}

/**
 * What the platform has to call: each job with a cron schedule (disabled ones stay, so that switching one on needs no
 * deployment), and always the tick, which retries, rescues and dispatches what has no cron of its own.
 */
export function platformCrons({ jobs, settings, now }: CronsRequest): PlatformCrons {
  const limits = effectiveLimits(settings);
  const plans = settings.mode === "tick" ? [] : jobs.map((job) => cronsOfJob(job, { settings, limits, now }));
  const crons = [...plans.flatMap((planned) => planned.crons), tickCron(limits)];
  const warnings = plans.flatMap((planned) => planned.warnings);
  const { plan, mode } = settings;
  if (crons.length > limits.maxCrons) {
    const counts = { count: crons.length, most: limits.maxCrons };
    warnings.push({ kind: "too_many", ...counts, plan, ticksOnly: mode === "tick" });
  }
  return { crons, warnings };
}

function tickCron(limits: PlanLimits): PlatformCron {
  const schedule = isDailyOnly(limits) ? "0 0 * * *" : everyMinutes(Math.ceil(limits.minIntervalSeconds / 60));
  return { path: TICK_PATH, schedule, timezone: "UTC" };
}

/** At least `minutes` apart, and even: a step that does not divide the hour would come too soon at its end. */
function everyMinutes(minutes: number): string {
  const step = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30].find((divisor) => divisor >= minutes);
  return step === undefined ? "0 * * * *" : step === 1 ? "* * * * *" : `*/${step} * * * *`;
}

interface JobContext {
  settings: PlatformSettings;
  limits: PlanLimits;
  now: Date;
}

function cronsOfJob({ name, schedule }: AnyJob, { settings, limits, now }: JobContext): PlatformCrons {
  if (schedule.kind !== "cron") return { crons: [], warnings: [] };
  const { expression, timezone } = schedule;
  const isZoned = settings.format === "schedules";
  const found = isZoned ? numericExpressions(expression) : utcExpressions({ expression, timezone, now });
  const entry = (text: string): PlatformCron => ({
    path: pathOfJob(name),
    schedule: text,
    timezone: isZoned ? timezone : "UTC",
  });
  if (!isDailyOnly(limits)) return { crons: found.map(entry), warnings: [] };
  if (parseCronFields(expression).minutesOfDay.length === 1) {
    return { crons: found.flatMap(onceADayEach).map(entry), warnings: [] };
  }
  const once = found.slice(0, 1).flatMap(onceADayEach).slice(0, 1);
  return {
    crons: once.map(entry),
    warnings: [{ kind: "too_often", job: name, expression, once: once[0] ?? "", plan: settings.plan }],
  };
}

/** The expression in its own zone, in numbers, day and weekday apart. */
function numericExpressions(expression: string): string[] {
  const fields = parseCronFields(expression);
  const [time] = timeTexts(fields.minutesOfDay);
  if (!(fields.namesDays && fields.namesWeekdays)) {
    const days = `${fieldText(fields.days, DAYS)} ${fieldText(fields.months, MONTHS)}`;
    return [`${time} ${days} ${fieldText(fields.weekdays, WEEKDAYS)}`];
  }
  return dayTexts(fields, 0).map((days) => `${time} ${days}`);
}

/** A plan that calls once a day refuses `0 13,14 * * *`, but takes two crons. */
function onceADayEach(expression: string): string[] {
  const days = expression.split(" ").slice(2).join(" ");
  return parseCronFields(expression).minutesOfDay.map((minute) => `${minute % 60} ${Math.floor(minute / 60)} ${days}`);
}
