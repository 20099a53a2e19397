import type { JobResult } from "../../../lib/cron/jobs/define-job.ts";
import type { Order, ShopContext } from "./orders.ts";

// Right: the order that fails is named, and the others are billed. A stop is nobody's fault: it ends the attempt.
export async function failuresOf(orders: readonly Order[], ctx: ShopContext): Promise<JobResult["errors"]> {
  const errors: JobResult["errors"] = [];
  for (const order of orders) {
    try {
      await ctx.services.shop.sendBill(order, { signal: ctx.signal });
    } catch (error) {
      ctx.signal.throwIfAborted();
      ctx.log.error("An order was not billed", { id: order.id, error: String(error) });
      errors.push({ id: order.id, error: String(error) });
    }
  }
  return errors;
}

// Wrong: nobody learns which order it was. An error without the id of its item does not compile.
export function failuresWithoutIds(failures: readonly unknown[]): JobResult["errors"] {
  // @ts-expect-error: expected { id, error } of each
  return failures.map((error) => String(error));
}
