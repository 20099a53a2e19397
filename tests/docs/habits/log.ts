import type { JobResult } from "../../../lib/cron/jobs/define-job.ts";
import type { Order, ShopContext } from "./orders.ts";

// Right: what was found and what became of it, a sentence with fields. The engine tells start and end of the run itself.
export function tell(ctx: ShopContext, orders: readonly Order[], result: JobResult): void {
  ctx.log.info("Orders to bill", { found: orders.length });
  for (const { id, error } of result.errors) ctx.log.error("An order was not billed", { id, error });
  ctx.log.info("Orders billed", { processed: result.processed, failed: result.failed });
}

// Wrong: nobody can filter it, it is one line too long for any screen, and the customer's address is in it.
export function tellAll(ctx: ShopContext, orders: readonly Order[]): void {
  ctx.log.info(`done ${JSON.stringify(orders)}`);
}
