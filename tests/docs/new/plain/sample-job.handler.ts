import type { JobContext } from "../../../../lib/cron/jobs/context.ts";
import type { JobResult } from "../../../../lib/cron/jobs/define-job.ts";
import type { Services } from "../../../../lib/jobs/services.ts";
import type { SampleJobParams, SampleJobState } from "./sample-job.schemas.ts";

type Context = JobContext<SampleJobState, Services>;

/** Works on each item once a day: what an earlier run or attempt has done is not done again. */
export async function run(ctx: Context, { items }: SampleJobParams): Promise<JobResult> {
  const day = ctx.now().toISOString().slice(0, 10);
  const done = new Set(await doneOn(day, ctx));
  const open = items.filter((item) => !done.has(item));
  const errors: JobResult["errors"] = [];
  ctx.log.info("Items to work on", { found: open.length, done: done.size });
  for (const [index, item] of open.entries()) {
    const error = await failureOf(item, ctx);
    if (error === null) await ctx.state.save({ day, done: [...done.add(item)] });
    else errors.push({ id: item, error });
    ctx.progress(index + 1, open.length, item);
  }
  const skipped = items.length - open.length;
  return { processed: open.length - errors.length, failed: errors.length, skipped, errors };
}

/** A state that is absent, broken or of another day begins from nothing. */
async function doneOn(day: string, ctx: Context): Promise<readonly string[]> {
  const saved = await ctx.state.get();
  return saved.kind === "present" && saved.value.day === day ? saved.value.done : [];
}

/** Why the item failed, or null: it makes the run partial, and the others go on. */
async function failureOf(item: string, ctx: Context): Promise<string | null> {
  try {
    await workOn(item, ctx);
    return null;
  } catch (error) {
    ctx.signal.throwIfAborted(); // a stop is not the item's fault
    ctx.log.error("An item failed", { id: item, error: String(error) });
    return String(error);
  }
}

/** Your work on one item. Throw when it fails, and hand `ctx.signal` to whatever takes time. */
async function workOn(item: string, ctx: Context): Promise<void> {
  ctx.signal.throwIfAborted();
  if (item.trim() === "") throw new Error("expected an item, got an empty text");
}
