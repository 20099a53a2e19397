import { z } from "zod";
import { cron } from "../../cron/time/expressions.ts";
import { defineJob } from "../define.ts";

export const cleanData = defineJob({
  name: "clean-data",
  description: "Deletes old temporary ideas that nobody bought or claimed",
  category: "ideas",
  schedule: cron("0 3 * * 0"),
  timeoutSeconds: 60,
  maxAttempts: 2,
  params: z.strictObject({
    olderThanDays: z.number().int().min(1).max(3650).default(30),
    /** Ideas per transaction: their rows are locked against purchases until it commits. */
    batchSize: z.number().int().min(1).max(10_000).default(1000),
  }),
  handler: () => import("./clean-data.handler.ts"),
});
