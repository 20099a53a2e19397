import type { JobContext } from "../../cron/jobs/context.ts";
import type { JobResult } from "../../cron/jobs/define-job.ts";
import { type Db, Prisma } from "../../db.ts";
import type { Services } from "../services.ts";

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

/** Within the job's own limit; Prisma's 5 s are too short for a large batch on a busy database. */
const LIMITS = { timeout: 30_000, maxWait: 10_000 };

/** Temporary ideas created before an instant that nobody bought or claimed. */
const unwanted = (createdBefore: Date) => Prisma.sql`
  idea.is_temporary and idea.created_at < ${createdBefore.toISOString()}::timestamptz
  and not exists (select from idea_purchase where idea_purchase.idea_id = idea.id)
  and not exists (select from idea_claim where idea_claim.idea_id = idea.id)`;

export async function unwantedBefore(db: Db, createdBefore: Date): Promise<number> {
  const [counted] = await db.$queryRaw<{ found: number }[]>`
    select count(*)::int as found from idea where ${unwanted(createdBefore)}`;
  return counted?.found ?? 0;
}

export interface DeletedIdeas {
  deleted: number;
  /** Creation time of the youngest idea dealt with when there may be more, else null. */
  reached: Date | null;
}

/**
 * Deletes at most `limit` unwanted ideas, oldest first, beginning at `createdFrom`.
 *
 * Two statements in one transaction, because a statement sees the world as it was when it began. The first takes hold
 * of the ideas: from then on a purchase or claim of one (which locks its idea's row for the foreign key) waits. The
 * second looks again, so a purchase that committed in between keeps its idea. Rows somebody else holds, a purchase
 * under way for example, are left to the next run.
 */
export function deleteUnwanted(
  db: Db,
  { createdFrom, createdBefore, limit }: { createdFrom: Date; createdBefore: Date; limit: number },
): Promise<DeletedIdeas> {
  return db.$transaction(async (tx) => {
    const held = await tx.$queryRaw<{ id: string; createdAt: Date }[]>`
      select id, created_at as "createdAt" from idea
       where idea.created_at >= ${createdFrom.toISOString()}::timestamptz and ${unwanted(createdBefore)}
       order by created_at limit ${limit} for update skip locked`;
    const ids = held.map(({ id }) => id);
    const deleted = await tx.$executeRaw`
      delete from idea where id = any (${ids}::uuid[]) and ${unwanted(createdBefore)}`;
    return { deleted, reached: held.length === limit ? (held.at(-1)?.createdAt ?? null) : null };
  }, LIMITS);
}
