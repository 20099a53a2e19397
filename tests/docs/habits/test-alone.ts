import { expect } from "vitest";
import { jobContext } from "../../support/job-context.ts";
import { billAll } from "./batches.ts";
import type { Cursor, Shop } from "./orders.ts";

// Right: the handler with a context of its own and a shop in memory: milliseconds, and every state can be made.
export async function testAlone(shop: Shop): Promise<void> {
  const told = jobContext<Cursor, { shop: Shop }>({ services: { shop } });
  await billAll(told.ctx, { batchSize: 2 });
  expect(told.saves).toEqual([{ after: "order-2" }, { after: "order-3" }]);
}

// Wrong: a server, a real shop, and a time that is too short on some days and too long on all others.
export async function testEverything(): Promise<void> {
  await fetch("http://localhost:3000/api/cron/bill-orders");
  await new Promise((resolve) => setTimeout(resolve, 5000));
  expect((await fetch("http://localhost:3000/api/admin/cron-jobs/bill-orders")).ok).toBe(true);
}
