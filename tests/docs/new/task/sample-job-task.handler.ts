import type { TaskContext } from "../../../../lib/cron/jobs/define-task.ts";
import type { Json } from "../../../../lib/cron/words/json.ts";
import type { Services } from "../../../../lib/jobs/services.ts";
import type { SampleJobItem } from "./sample-job.schemas.ts";

/** Your work on one item. Throw to have it attempted again, and hand `ctx.signal` to whatever takes time. */
export async function run(ctx: TaskContext<Services>, { id }: SampleJobItem): Promise<Json> {
  ctx.signal.throwIfAborted();
  if (id.trim() === "") throw new Error("expected an item, got an empty text");
  return { id };
}
