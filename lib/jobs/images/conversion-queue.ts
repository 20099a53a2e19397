import type { BucketObject } from "../../clients/bucket/bucket.ts";
import { type Db, Prisma } from "../../db.ts";
import type { ImageExtension } from "./image-format.ts";

/**
 * The rows of image_conversion as a queue. A row is `pending`, then `converting` under a claim, then settled
 * (conversion-outcome.ts). All statements are set-based: a page of the listing or a batch of images each.
 */

/** Which images a run deals with. */
export interface Scope {
  bucket: string;
  prefix: string;
  formats: readonly ImageExtension[];
}

/** One version of an image, claimed for conversion. */
export interface ClaimedImage {
  id: bigint;
  sourceKey: string;
  sourceEtag: string;
  sourceModified: Date;
  bytesBefore: number;
  epoch: number;
  attempts: number;
}

/** A claim without a run (asked for by itself) that is older belongs to a process that died. */
const CLAIM_LIFE_MS = 600_000;

/** An image during whose conversion the process died this often is the likely cause: no run takes it again. */
const MAX_INTERRUPTIONS = 20;

/**
 * Queues those of the listed versions that were never dealt with, or only under an earlier epoch. Earlier versions of
 * the same objects that still wait or failed are skipped. @returns how many were queued
 */
export function enqueue(
  db: Db,
  { bucket, epoch, objects }: { bucket: string; epoch: number; objects: readonly BucketObject[] },
): Promise<number> {
  return db.$executeRaw`
    with seen as (
      select * from jsonb_to_recordset(${JSON.stringify(objects)}::jsonb)
        as seen(key text, etag text, size bigint, "modifiedAt" timestamptz)
    ), fresh as (
      select seen.* from seen
        left join image_conversion known
          on known.bucket = ${bucket} and known.source_key = seen.key and known.source_etag = seen.etag
       where known.id is null or known.epoch < ${epoch}
    ), replaced as (
      update image_conversion older
         set status = 'skipped', error = 'replaced by a newer version', updated_at = now()
        from fresh
       where older.bucket = ${bucket} and older.source_key = fresh.key and older.source_etag <> fresh.etag
         and older.status in ('pending', 'failed', 'gave_up')
    )
    insert into image_conversion (bucket, source_key, source_etag, source_modified, bytes_before, epoch, status)
    select ${bucket}, key, etag, "modifiedAt", size, ${epoch}, 'pending' from fresh
    on conflict (bucket, source_key, source_etag) do update
       set status = 'pending', epoch = excluded.epoch, attempts = 0, interruptions = 0, next_attempt_at = null,
           claim = null, error = null, updated_at = now()
     where image_conversion.epoch < excluded.epoch`;
}

/**
 * Queues again what earlier runs left: failed images that are due, and those whose process died. No other run of the
 * job can be at work (its lock key is this run's), so a claim that has a run is a dead one.
 * @returns the images that are given up because processes kept dying over them
 */
export async function takeUp(db: Db, scope: Scope, { runId, now }: { runId: string; now: Date }) {
  const rows = await db.$queryRaw<{ status: string; sourceKey: string; error: string | null }[]>`
    update image_conversion
       set status = case when status = 'converting' and interruptions + 1 >= ${MAX_INTERRUPTIONS}
                         then 'gave_up' else 'pending' end,
           error = case when status = 'converting' and interruptions + 1 >= ${MAX_INTERRUPTIONS}
                        then 'the process ended during its conversion, again and again' else error end,
           interruptions = interruptions + case when status = 'converting' then 1 else 0 end,
           next_attempt_at = ${now}, claim = null, run_id = ${runId}::uuid, updated_at = now()
     where ${inScope(scope)}
       and ((status = 'failed' and next_attempt_at <= ${now})
         or (status = 'converting' and (run_id is not null or claimed_at < ${staleBefore(now)})))
    returning status, source_key as "sourceKey", error`;
  return { takenUp: rows.length, givenUp: rows.filter((row) => row.status === "gave_up") };
}

/** How many images a run over `scope` that starts at `since` has to deal with. */
export async function countDue(db: Db, scope: Scope, since: Date | null): Promise<number> {
  const [row] = await db.$queryRaw<{ due: number }[]>`
    select count(*)::int as due from image_conversion where ${isDue(scope, since)}`;
  return row?.due ?? 0;
}

/**
 * Claims the next images, oldest first: once they are settled, everything changed before the newest of them has been
 * dealt with. Those that a process died over come last, so that a deadly one stops no other.
 */
export async function claimBatch(
  db: Db,
  scope: Scope,
  { since, limit, claim, runId, now }: { since: Date | null; limit: number; claim: string; runId: string; now: Date },
): Promise<ClaimedImage[]> {
  const rows = await db.$queryRaw<RawClaim[]>`
    update image_conversion image
       set status = 'converting', claim = ${claim}::uuid, claimed_at = ${now}, run_id = ${runId}::uuid, updated_at = now()
      from (
        select id from image_conversion
         where ${isDue(scope, since)}
         order by interruptions, source_modified, id
         limit ${limit} for update skip locked
      ) due
     where image.id = due.id
    returning ${CLAIMED}`;
  return rows.map(toClaimedImage).sort(byAge);
}

/** Claims one version by itself, or answers null when somebody else is at work on it. */
export async function claimOne(
  db: Db,
  {
    bucket,
    object,
    claim,
    epoch,
    now,
  }: { bucket: string; object: BucketObject; claim: string; epoch: number; now: Date },
): Promise<ClaimedImage | null> {
  const rows = await db.$queryRaw<RawClaim[]>`
    insert into image_conversion as image
      (bucket, source_key, source_etag, source_modified, bytes_before, epoch, status, claim, claimed_at)
    values (${bucket}, ${object.key}, ${object.etag}, ${object.modifiedAt}, ${object.size}, ${epoch}, 'converting',
            ${claim}::uuid, ${now})
    on conflict (bucket, source_key, source_etag) do update
       set status = 'converting', epoch = greatest(image.epoch, excluded.epoch), claim = excluded.claim,
           claimed_at = excluded.claimed_at, run_id = null, updated_at = now()
     where image.status <> 'converting' or image.claimed_at < ${staleBefore(now)}
    returning ${CLAIMED}`;
  const [row] = rows;
  return row ? toClaimedImage(row) : null;
}

type RawClaim = Omit<ClaimedImage, "bytesBefore"> & { bytesBefore: bigint };

const CLAIMED = Prisma.sql`
  image.id, source_key as "sourceKey", source_etag as "sourceEtag", source_modified as "sourceModified",
  bytes_before as "bytesBefore", epoch, attempts`;

const inScope = ({ bucket, prefix, formats }: Scope) => Prisma.sql`
  bucket = ${bucket} and starts_with(source_key, ${prefix})
  and lower(substring(source_key from '[.]([^./]*)$')) = any (${formats})`;

const isDue = (scope: Scope, since: Date | null) => Prisma.sql`
  status = 'pending' and ${inScope(scope)}
  and (next_attempt_at is not null or ${since}::timestamptz is null or source_modified >= ${since})`;

const staleBefore = (now: Date) => new Date(now.getTime() - CLAIM_LIFE_MS);

const toClaimedImage = (row: RawClaim): ClaimedImage => ({ ...row, bytesBefore: Number(row.bytesBefore) });

const byAge = (a: ClaimedImage, b: ClaimedImage) =>
  a.sourceModified.getTime() - b.sourceModified.getTime() || (a.id < b.id ? -1 : 1);
