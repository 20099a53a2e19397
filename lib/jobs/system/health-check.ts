import { z } from "zod";
import { defineJobFor } from "../../cron/jobs/define-job.ts";
import { cron } from "../../cron/time/expressions.ts";
import type { ProbedServices } from "./record-checks.ts";

export const healthCheck = defineJobFor<ProbedServices>()({
  name: "health-check",
  aliases: ["health_check"],
  description:
    "Checks database, Redis, bucket, SMTP, queue, scheduler and disk; two failures in a row of one are an incident",
  category: "monitoring",
  schedule: cron("*/5 * * * *"),
  // It tells of now, whatever its slot, and two of them at once would count as two failures in a row.
  backfill: false,
  timeoutSeconds: 30,
  maxAttempts: 1,
  params: z.strictObject({
    probeTimeoutMs: z.number().int().min(1).max(20_000).default(5000),
    maxQueueDepth: z.number().int().min(0).default(1000),
    maxLagSeconds: z.number().int().min(0).default(120),
    minFreeMb: z.number().int().min(0).default(500),
  }),
  handler: () => import("./health-check.handler.ts"),
});
