import { type BackfillProgress, readBackfills } from "../../dashboard/backfills.ts";
import type { Acting } from "../acting.ts";
import { notFound } from "../api-error.ts";
import { recordAudit } from "../audit.ts";
import { requireJob } from "../known-job.ts";

/**
 * Cancels what waits of a batch at once and asks what runs of it to stop.
 * @throws UnknownJobError; ApiError 404 for a batch that the job does not have
 */
export async function cancelBackfill(acting: Acting, { job, batch }: { job: string; batch: string }) {
  const { backfills, db } = acting.runtime;
  const before = await readBackfill(acting, { job, batch });
  const answer = await backfills.cancel(batch);
  await recordAudit(db, acting, {
    action: "backfill.cancel",
    target: before.jobName,
    before: { batch, ...before.byStatus },
    after: { ...answer },
  });
  return { jobName: before.jobName, ...answer, batch: await readBackfill(acting, { job, batch }) };
}

/** A batch and how far it is. @throws UnknownJobError; ApiError 404 */
export async function readBackfill(
  { runtime }: Pick<Acting, "runtime">,
  { job, batch }: { job: string; batch: string },
): Promise<BackfillProgress> {
  const definition = requireJob(runtime, job);
  const [found] = await readBackfills(runtime.db, definition, batch);
  if (!found) throw notFound(`${definition.name} has no backfill ${batch}`, "unknown_backfill");
  return found;
}
