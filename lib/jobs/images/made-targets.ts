import type { BucketObject } from "../../clients/bucket/bucket.ts";
import { type Db, Prisma } from "../../db.ts";
import { inScope, type Scope } from "./conversion-queue.ts";

/** What convert-images has made, held against what the bucket lists. Both are in the order of S3: by UTF-8 bytes. */

export interface MadeTarget {
  id: bigint;
  sourceKey: string;
  sourceEtag: string;
  targetKey: string;
}

/** Rows looked at in one statement. */
const AT_ONCE = 1000;

/** A stretch of the keys that was listed: after one, up to another (null: to the end), and what stands there. */
export interface Listed {
  page: readonly BucketObject[];
  after: string;
  upTo: string | null;
}

/** Targets of the stretch that are not listed, or not as they were written; the first thousand. */
export function targetsThatDiffer(db: Db, scope: Scope, { page, after, upTo }: Listed): Promise<MadeTarget[]> {
  const listed = page.map(({ key, etag }) => ({ key, etag }));
  return db.$queryRaw<MadeTarget[]>`
    select id, source_key as "sourceKey", source_etag as "sourceEtag", target_key as "targetKey"
      from image_conversion made
      left join jsonb_to_recordset(${JSON.stringify(listed)}::jsonb) as listed(key text, etag text)
        on listed.key = made.target_key
     where status = 'converted' and ${inScope(scope)} and starts_with(target_key, ${scope.prefix})
       and target_key collate "C" > ${after} ${upTo === null ? Prisma.empty : Prisma.sql`and target_key collate "C" <= ${upTo}`}
       and listed.etag is distinct from made.target_etag
     order by target_key collate "C" limit ${AT_ONCE}`;
}

/** Converted sources of the stretch that are not listed; the first thousand. */
export function sourcesThatAreGone(db: Db, scope: Scope, { page, after, upTo }: Listed): Promise<MadeTarget[]> {
  const listed = page.map(({ key }) => key);
  return db.$queryRaw<MadeTarget[]>`
    select id, source_key as "sourceKey", source_etag as "sourceEtag", target_key as "targetKey"
      from image_conversion made
     where status = 'converted' and ${inScope(scope)}
       and source_key collate "C" > ${after} ${upTo === null ? Prisma.empty : Prisma.sql`and source_key collate "C" <= ${upTo}`}
       and source_key <> all(${listed})
     order by source_key collate "C" limit ${AT_ONCE}`;
}

/** The target is what it should be, under another ETag than was noted: written by an attempt that died. */
export async function rememberTarget(db: Db, id: bigint, targetEtag: string): Promise<void> {
  await db.imageConversion.updateMany({ where: { id, status: "converted" }, data: { targetEtag } });
}
