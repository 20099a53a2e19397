import type { ShopContext } from "./orders.ts";

// Right: so many at a time, and the cursor saved after each: memory is bounded, and a stopped run goes on where it was.
export async function billAll(ctx: ShopContext, { batchSize }: { batchSize: number }): Promise<void> {
  const saved = await ctx.state.get();
  let after = saved.kind === "present" ? saved.value.after : null;
  for (;;) {
    ctx.signal.throwIfAborted();
    const batch = await ctx.services.shop.orders({ after, limit: batchSize });
    for (const order of batch) await ctx.services.shop.sendBill(order, { signal: ctx.signal });
    after = batch.at(-1)?.id ?? null;
    if (after === null) return;
    await ctx.state.save({ after });
  }
}

// Wrong: a year of orders in memory, and from the first one again after a timeout.
export async function billEverything(ctx: ShopContext): Promise<void> {
  const orders = await ctx.services.shop.orders({ after: null, limit: Number.MAX_SAFE_INTEGER });
  await Promise.all(orders.map((order) => ctx.services.shop.sendBill(order, { signal: ctx.signal })));
}
