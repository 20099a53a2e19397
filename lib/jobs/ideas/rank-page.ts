import { type Db, Prisma } from "../../db.ts";
import type { IdRange } from "./ranking-pass.ts";

/** A page of ideas: ids greater than `after`, up to and including `until`; `size` ideas when it was cut. */
export interface IdeaPage extends IdRange {
  size: number;
}

/** The first `batchSize` ideas of a range, or all of it when there are fewer. */
export async function nextPage(db: Db, { after, until }: IdRange, batchSize: number): Promise<IdeaPage> {
  const range = Prisma.sql`from idea where id > ${after}::uuid and id <= ${until}::uuid`;
  const [edge] = await db.$queryRaw<{ id: string }[]>`
    select id ${range} order by id offset ${batchSize - 1} limit 1`;
  if (edge) return { after, until: edge.id, size: batchSize };
  const [counted] = await db.$queryRaw<{ size: number }[]>`select count(*)::int as size ${range}`;
  return { after, until, size: counted?.size ?? 0 };
}

/**
 * `0.3 * views + 3 * purchases + (claimed ? 5 : 0)`, jobs page of the specification. Computed in whole tenths and
 * divided once, which is the double nearest to the exact score: equal inputs always compare equal to what is stored.
 */
const SCORE = Prisma.sql`
  (3 * idea.view_count::bigint + 30 * coalesce(bought.times, 0) + case when claim.id is null then 0 else 50 end)::float8
  / 10`;

/**
 * Brings the scores of a page up to date in one statement and answers how many changed. Every score is compared, not
 * only those of ideas with new activity: views carry no time, and a deleted purchase leaves no trace to follow.
 *
 * Purchases and claims are read by range, in step with the ideas. Postgres cannot know how few scores change and would
 * join all ideas to them; the array makes it look the changed ones up by their key.
 */
export function rankPage(db: Db, { after, until }: IdRange): Promise<number> {
  return db.$executeRaw`
    with changed as materialized (
      select idea.id, ${SCORE} as score
        from idea
        left join (
          select idea_id, count(*) as times
            from idea_purchase
           where idea_id > ${after}::uuid and idea_id <= ${until}::uuid
           group by idea_id
        ) bought on bought.idea_id = idea.id
        left join idea_claim claim
          on claim.idea_id = idea.id and claim.idea_id > ${after}::uuid and claim.idea_id <= ${until}::uuid
       where idea.id > ${after}::uuid and idea.id <= ${until}::uuid
         and idea.ranking_score is distinct from ${SCORE}
    )
    update idea set ranking_score = changed.score
      from changed
     where idea.id = changed.id and idea.id = any (array(select id from changed))`;
}
