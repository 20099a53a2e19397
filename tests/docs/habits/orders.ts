import type { JobContext } from "../../../lib/cron/jobs/context.ts";

/** What the examples work on: a shop's orders, and a bill that somebody else sends. */
export interface Order {
  id: string;
  cents: number;
}

export interface Shop {
  orders(options: { after: string | null; limit: number }): Promise<readonly Order[]>;
  sendBill(order: Order, options: { idempotencyKey?: string; signal: AbortSignal }): Promise<void>;
}

/** Where the last attempt stopped. */
export interface Cursor {
  after: string | null;
}

export type ShopContext = JobContext<Cursor, { shop: Shop }>;
