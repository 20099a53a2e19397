import type { Order, ShopContext } from "./orders.ts";

// Right: the key is the same in every attempt of the run, and another one for each order: the shop sends one bill.
export async function bill(order: Order, ctx: ShopContext): Promise<void> {
  const idempotencyKey = `${ctx.idempotencyKey}:${order.id}`;
  await ctx.services.shop.sendBill(order, { idempotencyKey, signal: ctx.signal });
}

// Wrong: an attempt that timed out after the shop had the order is followed by another one, and by a second bill.
export async function billAgain(order: Order, ctx: ShopContext): Promise<void> {
  await ctx.services.shop.sendBill(order, { signal: ctx.signal });
}
