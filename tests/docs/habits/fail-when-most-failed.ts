import type { JobResult } from "../../../lib/cron/jobs/define-job.ts";
import type { Order } from "./orders.ts";

// Right: the counts as they are. The engine makes the run partial when some failed, and failed when most did.
export function summary(orders: readonly Order[], errors: JobResult["errors"]): JobResult {
  return { processed: orders.length - errors.length, failed: errors.length, skipped: 0, errors };
}

// Wrong: the shop has been down for a week, and every run is green.
export function greenSummary(orders: readonly Order[], errors: JobResult["errors"]): JobResult {
  return { processed: orders.length, failed: 0, skipped: 0, errors: [], message: `${errors.length} not billed` };
}
