import type { JobContext } from "../../../../lib/cron/jobs/context.ts";
import type { JobResult } from "../../../../lib/cron/jobs/define-job.ts";
import type { Services } from "../../../../lib/jobs/services.ts";
import type { SampleJobParams } from "./sample-job.schemas.ts";
import { sampleJobTask } from "./sample-job-task.ts";

type Context = JobContext<null, Services>;

/** Finds the items and ends: any process works on them, and each has attempts and a row of its own. */
export async function run(ctx: Context, { items }: SampleJobParams): Promise<JobResult> {
  ctx.log.info("Items to work on", { found: items.length });
  const tasks = items.map((id) => ({ id }));
  const { added } = await ctx.enqueue(sampleJobTask, tasks);
  return { processed: added, failed: 0, skipped: items.length - added, errors: [] };
}
