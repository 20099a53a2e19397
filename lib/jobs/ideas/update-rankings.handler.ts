import type { JobContext, StateView } from "../../cron/context.ts";
import type { JobResult } from "../../cron/define-job.ts";
import type { Services } from "../services.ts";
import { nextPage, rankPage } from "./rank-page.ts";
import { afterPage, planPass, type RankingState } from "./ranking-pass.ts";

type Context = JobContext<RankingState, Services>;

/**
 * Goes through all ideas page by page. A page and its cursor are two commits: after a crash between them the page is
 * ranked again, finds nothing to write, and only the count of changed scores misses it.
 */
export async function run(ctx: Context, { batchSize }: { batchSize: number }): Promise<JobResult> {
  const { db } = ctx.services;
  let pass = await loadPass(ctx);
  const expected = await db.idea.count();
  ctx.log.info("Ideas to rank", { found: expected, done: pass.total });

  for (let head = pass.remaining[0]; head; head = pass.remaining[0]) {
    ctx.signal.throwIfAborted();
    const page = await nextPage(db, head, batchSize);
    pass = afterPage(pass, { ...page, changed: await rankPage(db, page) });
    await ctx.state.save(pass);
    ctx.progress(pass.total, Math.max(expected, pass.total), `${pass.changed} scores changed`);
  }
  ctx.log.info("Ideas ranked", { total: pass.total, changed: pass.changed });
  return summary(pass);
}

async function loadPass(ctx: Context): Promise<RankingState> {
  const stored = await ctx.state.get();
  const pass = planPass(ctx.runId, stored);
  logStart(ctx, stored, pass);
  return pass;
}

function logStart(ctx: Context, stored: StateView<RankingState>, pass: RankingState): void {
  switch (stored.kind) {
    case "absent":
      ctx.log.warn("No saved state: ranking all ideas from the first");
      break;
    case "broken":
      ctx.log.warn("The saved state cannot be read: ranking all ideas from the first", { problem: stored.problem });
      break;
    case "present":
      ctx.log.info("State loaded", { earlierRun: stored.value.runId, startsAfter: pass.remaining[0]?.after });
      break;
  }
}

function summary({ total, changed }: RankingState): JobResult {
  return {
    processed: changed,
    failed: 0,
    skipped: total - changed,
    errors: [],
    total,
    changed,
    message: `${changed} of ${total} ideas changed their score`,
  };
}
