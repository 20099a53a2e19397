import type { JobContext, StateView } from "../../cron/jobs/context.ts";
import type { JobResult } from "../../cron/jobs/define-job.ts";
import { type Db, Prisma } from "../../db.ts";
import type { Services } from "../services.ts";
import { afterPage, type IdRange, planPass, type RankingState } from "./ranking-pass.ts";

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

/** A page of ideas: ids greater than `after`, up to and including `until`; `size` ideas when it was cut. */
export interface IdeaPage extends IdRange {
  size: number;
}

/** The first pages of a range, at most `count` of `batchSize` ideas each. */
export async function nextPages(
  db: Db,
  range: IdRange,
  { batchSize, count }: { batchSize: number; count: number },
): Promise<IdeaPage[]> {
  const pages: IdeaPage[] = [];
  for (let rest = range; pages.length < count && rest.after !== rest.until; ) {
    const page = await nextPage(db, rest, batchSize);
    pages.push(page);
    rest = { after: page.until, until: range.until };
  }
  return pages;
}

/**
 * Brings the scores of a page up to date in one statement and answers how many changed. Every score is compared, not
 * only those of ideas with new activity: views carry no time, and a deleted purchase leaves no trace to follow.
 *
 * `0.3 * views + 3 * purchases + (claimed ? 5 : 0)` (jobs page of the specification) is added up in whole tenths and
 * divided once: that is the double nearest to the exact score, so equal inputs always compare equal to what is stored.
 *
 * Postgres guesses badly how many rows lie between two UUIDs and how many scores differ, and one wrong guess in a join
 * costs minutes. So there is none to guess at: the signals are stacked and grouped, and what changed is looked up from
 * an array, by key.
 */
export function rankPage(db: Db, { after, until }: IdRange): Promise<number> {
  return db.$executeRaw`
    with signals as (
      select id, 3 * view_count::float8 as tenths, ranking_score as stored
        from idea where id > ${after}::uuid and id <= ${until}::uuid
      union all
      select idea_id, 30, null from idea_purchase where idea_id > ${after}::uuid and idea_id <= ${until}::uuid
      union all
      select idea_id, 50, null from idea_claim where idea_id > ${after}::uuid and idea_id <= ${until}::uuid
    ), changed as (
      select id, sum(tenths) / 10 as score
        from signals group by id having sum(tenths) / 10 <> max(stored)
    ), listed as (
      select array_agg(id) as ids, array_agg(score) as scores from changed
    )
    update idea set ranking_score = ranked.score
      from listed, unnest(listed.ids, listed.scores) as ranked (id, score)
     where idea.id = ranked.id`;
}

/** All of the range when it holds fewer ideas than a page. */
async function nextPage(db: Db, { after, until }: IdRange, batchSize: number): Promise<IdeaPage> {
  const range = Prisma.sql`from idea where id > ${after}::uuid and id <= ${until}::uuid`;
  const [edge] = await db.$queryRaw<{ id: string }[]>`
    select id ${range} order by id offset ${batchSize - 1} limit 1`;
  if (edge) return { after, until: edge.id, size: batchSize };
  const [counted] = await db.$queryRaw<{ size: number }[]>`select count(*)::int as size ${range}`;
  return { after, until, size: counted?.size ?? 0 };
}
