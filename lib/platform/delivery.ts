import type { AnyJob } from "../cron/jobs/define-job.ts";
import type { DeliveryRules } from "../cron/schedules/settings.ts";

/** The part of vercel.json that says what the platform calls. */
export interface DeliveringCrons {
  crons: readonly { path: string; schedule: string }[];
}

/** After how long a slot that nobody delivered counts as missed, in seconds (details page). */
const DISPATCHED_GRACE = 30;
const MINUTE_PLAN_GRACE = 120;
const DAILY_PLAN_GRACE = 3600;

/**
 * How slots reach this installation. On a platform the jobs that vercel.json names are called by it and the dispatcher
 * only watches, after the grace of its plan: a plan that ticks every minute calls on the minute, a lesser one somewhere
 * within the hour. Everything else is dispatched by ourselves.
 */
export function deliveryRules(
  { crons }: DeliveringCrons,
  { onPlatform, missedGraceSeconds }: { onPlatform: boolean; missedGraceSeconds: number | null },
): DeliveryRules {
  const called = new Set(onPlatform ? crons.map(({ path }) => path) : []);
  const everyMinute = crons.some(({ path, schedule }) => path === "/api/cron/tick" && schedule === "* * * * *");
  const watchAfter = missedGraceSeconds ?? (everyMinute ? MINUTE_PLAN_GRACE : DAILY_PLAN_GRACE);
  return {
    watchAfterSeconds: (job: AnyJob) => (called.has(`/api/cron/${job.name}`) ? watchAfter : null),
    graceSeconds: missedGraceSeconds ?? DISPATCHED_GRACE,
  };
}
