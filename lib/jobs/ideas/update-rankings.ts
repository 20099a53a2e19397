import { z } from "zod";
import { cron } from "../../cron/time/expressions.ts";
import { defineJob } from "../define.ts";
import { rankingState } from "./ranking-pass.ts";

export const updateRankings = defineJob({
  name: "update-rankings",
  description: "Recomputes the ranking score of every idea and writes the scores that changed",
  category: "ideas",
  schedule: cron("0 0 * * *"),
  timeoutSeconds: 300,
  maxAttempts: 2,
  params: z.strictObject({
    /** Ideas per statement: 50,000 take about 0.1 s and fit the memory Postgres gives a hash by default. */
    batchSize: z.number().int().min(1).max(500_000).default(50_000),
    /** Statements at once: a statement that writes is worked off by one core of the database. */
    concurrency: z.number().int().min(1).max(8).default(2),
  }),
  state: rankingState,
  resetRepeats: "The next run ranks from the first idea instead of where the last one stopped; the scores stay right.",
  handler: () => import("./update-rankings.handler.ts"),
});
