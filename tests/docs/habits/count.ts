import type { JobResult } from "../../../lib/cron/jobs/define-job.ts";
import type { Order, ShopContext } from "./orders.ts";

// Right: the counts make the run's sentence, its state and the statistics; the progress is on the screen while it runs.
export async function billAndCount(ctx: ShopContext, orders: readonly Order[]): Promise<JobResult> {
  for (const [index, order] of orders.entries()) {
    await ctx.services.shop.sendBill(order, { signal: ctx.signal });
    ctx.progress(index + 1, orders.length, order.id);
  }
  return { processed: orders.length, failed: 0, skipped: 0, errors: [] };
}

// Wrong: green, and nobody knows whether it did anything. A handler that counts nothing does not compile.
export async function billSilently(ctx: ShopContext, orders: readonly Order[]): Promise<JobResult> {
  for (const order of orders) await ctx.services.shop.sendBill(order, { signal: ctx.signal });
  // @ts-expect-error: processed, failed, skipped and errors are missing
  return {};
}
