import { z } from "zod";

/** What the hosting platform allows, as data. The platform changes it now and then: every field can be overridden. */

/** The day on which the figures below were read from the platform's documentation. */
export const PLANS_AS_OF = "2026-11-21";

export const PLAN_NAMES = ["hobby", "pro", "enterprise"] as const;
export type PlanName = (typeof PLAN_NAMES)[number];

export interface PlanLimits {
  /** Crons of one project; disabled jobs count as well, for they stay in vercel.json. */
  maxCrons: number;
  /** Least time between two calls of one cron. */
  minIntervalSeconds: number;
  /** A call may come this much later than its minute. */
  precisionSeconds: number;
  /** How long one request may run. */
  maxDurationSeconds: number;
}

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY_SECONDS = 24 * HOUR;

const PLANS: Readonly<Record<PlanName, PlanLimits>> = {
  hobby: { maxCrons: 100, minIntervalSeconds: DAY_SECONDS, precisionSeconds: HOUR, maxDurationSeconds: 300 },
  pro: { maxCrons: 100, minIntervalSeconds: MINUTE, precisionSeconds: MINUTE, maxDurationSeconds: 800 },
  enterprise: { maxCrons: 100, minIntervalSeconds: MINUTE, precisionSeconds: MINUTE, maxDurationSeconds: 800 },
};

/** The limits of a plan, with those that the configuration knows better. */
function limitsOf(plan: PlanName, overrides: Partial<PlanLimits> = {}): PlanLimits {
  return { ...PLANS[plan], ...overrides };
}

/** Whether the plan calls a cron no more than once a day. */
export const isDailyOnly = ({ minIntervalSeconds }: PlanLimits): boolean => minIntervalSeconds >= DAY_SECONDS;

export const SYNC_MODES = ["per-job", "tick"] as const;
export const SYNC_FORMATS = ["crons", "schedules"] as const;

const whole = z.number().int().min(1);

/**
 * What this project is deployed to; kept in package.json under `belfry.platform`, so that a check knows what the last
 * `sync` wrote. `limits` overrides fields of the plan's own.
 */
export const platformSettings = z.strictObject({
  plan: z.enum(PLAN_NAMES).default("pro"),
  /** A cron for each job beside the tick, or the tick alone. */
  mode: z.enum(SYNC_MODES).default("per-job"),
  /** `crons` in UTC, or the platform's newer `schedules` with zones. */
  format: z.enum(SYNC_FORMATS).default("crons"),
  limits: z
    .strictObject({
      maxCrons: whole.optional(),
      minIntervalSeconds: whole.optional(),
      precisionSeconds: whole.optional(),
      maxDurationSeconds: whole.optional(),
    })
    .default({}),
});
export type PlatformSettings = z.output<typeof platformSettings>;

/** How often the plan calls a cron at most, and how much later than its minute. */
export function planOf(settings: PlatformSettings) {
  const { minIntervalSeconds, precisionSeconds } = effectiveLimits(settings);
  return { name: settings.plan, minIntervalSeconds, precisionSeconds };
}

/** The limits that hold for the project. */
export function effectiveLimits({ plan, limits }: PlatformSettings): PlanLimits {
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  return limitsOf(plan, Object.fromEntries(given));
}
