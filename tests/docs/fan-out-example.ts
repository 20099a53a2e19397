import { z } from "zod";
import { NonRetryableError, RetryableError } from "../../lib/cron/words/errors.ts";
import { defineJob, defineTask } from "../../lib/jobs/define.ts";

/** Tells one shop one price. A shop gets two calls at once, and its `Retry-After` holds back its own prices only. */
const sendPrice = defineTask({
  name: "send-price",
  item: z.strictObject({ shop: z.url(), sku: z.string(), cents: z.int() }),
  itemId: ({ shop, sku }) => `${shop} ${sku}`,
  key: ({ shop }) => shop,
  concurrency: 2,
  timeoutSeconds: 30,
  maxAttempts: 5,
  handler: async () => ({
    run: async (ctx, { shop, sku, cents }) => {
      const response = await fetch(`${shop}/prices/${sku}`, {
        method: "PUT",
        headers: { "content-type": "application/json", "idempotency-key": ctx.idempotencyKey },
        body: JSON.stringify({ cents }),
        signal: ctx.signal,
      });
      if (response.ok) return { status: response.status };
      const sentence = `${shop} answered ${response.status} to the price of ${sku}`;
      if (response.status === 404) throw new NonRetryableError(sentence);
      const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
      throw new RetryableError(sentence, Number.isFinite(seconds) ? { retryAfterMs: seconds * 1000 } : {});
    },
  }),
});

/** Fans out and ends: the prices go out behind it, in this process and in every other one. */
export const announcePrices = defineJob({
  name: "announce-prices",
  description: "Tells every shop the prices that it was given",
  category: "commerce",
  schedule: { kind: "none" },
  timeoutSeconds: 60,
  maxAttempts: 3,
  params: z.strictObject({ shops: z.array(z.url()), prices: z.record(z.string(), z.int()) }),
  tasks: [sendPrice],
  handler: async () => ({
    run: async (ctx, { shops, prices }) => {
      const items = shops.flatMap((shop) => Object.entries(prices).map(([sku, cents]) => ({ shop, sku, cents })));
      const { added } = await ctx.enqueue(sendPrice, items);
      return { processed: added, failed: 0, skipped: 0, errors: [], message: `${added} prices are on their way` };
    },
  }),
});
