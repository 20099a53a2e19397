import { z } from "zod";
import { noSchedule } from "../../../lib/cron/time/expressions.ts";
import { defineJob } from "../../../lib/jobs/define.ts";

const about = { description: "Bills the orders of the day", category: "shop", params: z.strictObject({}) };
const handler = async () => ({ run: async () => ({ processed: 0, failed: 0, skipped: 0, errors: [] }) });

// Right: one and a half times what the slowest hundredth of its runs takes (its page says so), within the platform's limit.
export const billOrders = defineJob({
  ...{ name: "bill-orders", ...about, schedule: noSchedule, handler },
  timeoutSeconds: 90,
  maxAttempts: 3,
});

// Wrong: no limit, and a shop that never answers holds the lock for ever. It does not compile.
// @ts-expect-error: timeoutSeconds is missing
export const billForEver = defineJob({
  ...{ name: "bill-for-ever", ...about, schedule: noSchedule, handler },
  maxAttempts: 3,
});
