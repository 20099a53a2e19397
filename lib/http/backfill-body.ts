import { z } from "zod";
import { BACKFILL_CHOICES } from "../cron/backfill.ts";
import { exactInstant } from "../dashboard/instant.ts";

/** Lanes of a backfill: it is meant to go on beside everything else. */
export const MAX_BACKFILL_CONCURRENCY = 10;

/** What is asked of a backfill: which past slots of which schedule, and how. */
export const backfillBody = z.strictObject({
  /** First and last slot, both included. */
  from: exactInstant,
  to: exactInstant,
  /** Another schedule of the job. Default: the one that the code declares. */
  scheduleId: z.string().min(1).max(120).optional(),
  only: z.enum(BACKFILL_CHOICES).default("missing"),
  /** Runs of the batch at once. */
  concurrency: z.int().min(1).max(MAX_BACKFILL_CONCURRENCY).default(1),
  /** Default: those of the schedule. */
  params: z.unknown().optional(),
  /** Tells what would run, and runs nothing. */
  dryRun: z.boolean().default(false),
  /** Although the job is disabled or paused. */
  force: z.boolean().default(false),
});

/** Query of `DELETE /api/admin/cron-jobs/<job>/backfill`. */
export const backfillCancelQuery = z.strictObject({ batch: z.uuid() });

export type BackfillAsked = Omit<z.output<typeof backfillBody>, "dryRun">;
