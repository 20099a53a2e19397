import type { JobContext } from "../../cron/jobs/context.ts";
import type { JobResult } from "../../cron/jobs/define-job.ts";
import type { Services } from "../services.ts";
import { deleteUnwanted, unwantedBefore } from "./unwanted-ideas.ts";

interface Params {
  olderThanDays: number;
  batchSize: number;
}

const DAY_MS = 86_400_000;
/** Ideas may be dated before 1970; Postgres knows no year 0. */
const EARLIEST = new Date("0001-01-01T00:00:00Z");

/** Needs no cursor of its own in the state: what is deleted is not found again. */
export async function run(ctx: JobContext<null, Services>, { olderThanDays, batchSize }: Params): Promise<JobResult> {
  const createdBefore = new Date(ctx.now().getTime() - olderThanDays * DAY_MS);
  const found = await unwantedBefore(ctx.services.db, createdBefore);
  ctx.log.info("Temporary ideas to delete", { found, createdBefore });

  let deleted = 0;
  for (let createdFrom: Date | null = EARLIEST; createdFrom; ) {
    ctx.signal.throwIfAborted();
    const batch = await deleteUnwanted(ctx.services.db, { createdFrom, createdBefore, limit: batchSize });
    deleted += batch.deleted;
    createdFrom = batch.reached;
    ctx.progress(deleted, Math.max(found, deleted));
  }
  ctx.log.info("Temporary ideas deleted", { deleted });
  return {
    processed: deleted,
    failed: 0,
    skipped: 0,
    errors: [],
    message: `${deleted} temporary ideas older than ${olderThanDays} days deleted`,
  };
}
