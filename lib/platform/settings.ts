import { z } from "zod";
import { limitsOf, PLAN_NAMES, type PlanLimits } from "./plans.ts";

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

/** The limits that hold for the project. */
export function effectiveLimits({ plan, limits }: PlatformSettings): PlanLimits {
  const given = Object.entries(limits).filter(([, value]) => value !== undefined);
  return limitsOf(plan, Object.fromEntries(given));
}
