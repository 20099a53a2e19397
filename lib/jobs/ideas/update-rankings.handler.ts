import type { JobContext, StateView } from "../../cron/jobs/context.ts";
import type { JobResult } from "../../cron/jobs/define-job.ts";
import type { Services } from "../services.ts";
import { nextPages, rankPage } from "./rank-page.ts";
import { afterPage, planPass, type RankingState } from "./ranking-pass.ts";

type Context = JobContext<RankingState, Services>;

interface Params {
  batchSize: number;
  concurrency: number;
}

/**
 * Goes through all ideas, some pages at a time. Pages and their cursor are separate commits: after a crash between
 * them the pages are ranked again, find nothing to write, and only the count of changed scores misses them.
 */
export async function run(ctx: Context, { batchSize, concurrency }: Params): Promise<JobResult> {
  const { db } = ctx.services;
  let pass = await loadPass(ctx);
  const expected = await db.idea.count();
  ctx.log.info("Ideas to rank", { found: expected, done: pass.total });

  for (let head = pass.remaining[0]; head; head = pass.remaining[0]) {
    ctx.signal.throwIfAborted();
    const pages = await nextPages(db, head, { batchSize, count: concurrency });
    const ranked = await Promise.all(pages.map(async (page) => ({ ...page, changed: await rankPage(db, page) })));
    pass = ranked.reduce(afterPage, pass);
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
