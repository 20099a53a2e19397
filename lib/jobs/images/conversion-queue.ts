import type { BucketObject } from "../../clients/bucket/bucket.ts";
import { type Db, Prisma } from "../../db.ts";
import type { ImageExtension } from "./image-format.ts";
import { type Reason, reasonIn } from "./reasons.ts";

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

const DIED: Reason = { code: "died", values: {} };

/** Why a version is gone. */
export const REPLACED: Reason = { code: "replaced", values: {} };
export const REMOVED: Reason = { code: "removed", values: {} };

/** An image during whose conversion the process died this often is the likely cause: no run takes it again. */
const MAX_INTERRUPTIONS = 20;

/**
 * Queues those of the listed versions that were never dealt with, only under an earlier epoch, or that have come back.
 * Other versions of the same objects that still waited or failed are gone. @returns how many were queued
 */
export async function enqueue(
  db: Db,
  { bucket, epoch, objects }: { bucket: string; epoch: number; objects: readonly BucketObject[] },
): Promise<number> {
  const seen = Prisma.sql`jsonb_to_recordset(${JSON.stringify(objects)}::jsonb)
    as seen(key text, etag text, size bigint, "modifiedAt" timestamptz)`;
  await db.$executeRaw`
    update image_conversion other set status = 'gone', error = ${reasonIn("en", REPLACED)}, reason = ${JSON.stringify([REPLACED])}::jsonb, run_id = null, updated_at = now()
      from ${seen}
     where other.bucket = ${bucket} and other.source_key = seen.key and other.source_etag <> seen.etag
       and other.status in ('pending', 'failed', 'gave_up')`;
  return db.$executeRaw`
    insert into image_conversion (bucket, source_key, source_etag, source_modified, bytes_before, epoch, status)
    select ${bucket}, key, etag, "modifiedAt", size, ${epoch}, 'pending' from ${seen}
    on conflict (bucket, source_key, source_etag) do update
       set status = 'pending', epoch = excluded.epoch, source_modified = excluded.source_modified, attempts = 0,
           interruptions = 0, next_attempt_at = null, claim = null, error = null, reason = null, updated_at = now()
     where image_conversion.epoch < excluded.epoch or image_conversion.status = 'gone'`;
}

/** Queues converted versions again, whatever their age: their targets are gone or show something else. */
export function requeue(db: Db, ids: readonly bigint[], now: Date): Promise<number> {
  return db.$executeRaw`
    update image_conversion
       set status = 'pending', attempts = 0, interruptions = 0, next_attempt_at = ${now}, error = null, reason = null, updated_at = now()
     where id = any(${ids}) and status = 'converted'`;
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
                        then ${reasonIn("en", DIED)} else error end,
           reason = case when status = 'converting' and interruptions + 1 >= ${MAX_INTERRUPTIONS}
                         then ${JSON.stringify([DIED])}::jsonb else reason end,
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
 * dealt with. Those that a process died over come last, so that a deadly one stops no other. Of one source, one version
 * at a time.
 */
export async function claimBatch(
  db: Db,
  scope: Scope,
  { since, limit, claim, runId, now }: { since: Date | null; limit: number; claim: string; runId: string; now: Date },
): Promise<ClaimedImage[]> {
  const rows = await unlessTaken(
    () => db.$queryRaw<RawClaim[]>`
    update image_conversion image
       set status = 'converting', claim = ${claim}::uuid, claimed_at = ${now}, run_id = ${runId}::uuid, updated_at = now()
      from (
        select id from image_conversion waiting
         where ${isDue(scope, since)} and ${IS_ALONE}
         order by interruptions, source_modified, id
         limit ${limit} for update skip locked
      ) due
     where image.id = due.id
    returning ${CLAIMED}`,
  );
  // Somebody took one of them for himself meanwhile: the same statement again leaves it out.
  if (rows === null) return claimBatch(db, scope, { since, limit, claim, runId, now });
  return rows.map(toClaimedImage).sort(byAge);
}

/** Keeps what waits for a conversion by hand to end: the next run finds it, whatever its last processed time. */
export function keepForNextRun(
  db: Db,
  scope: Scope,
  { since, now }: { since: Date | null; now: Date },
): Promise<number> {
  return db.$executeRaw`
    update image_conversion set next_attempt_at = ${now}, updated_at = now() where ${isDue(scope, since)}`;
}

/** Claims one version by itself, or answers null when somebody else is at work on it or on another of its source. */
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
  await freeStale(db, { bucket, key: object.key, now });
  const rows = await unlessTaken(
    () => db.$queryRaw<RawClaim[]>`
    insert into image_conversion as image
      (bucket, source_key, source_etag, source_modified, bytes_before, epoch, status, claim, claimed_at)
    values (${bucket}, ${object.key}, ${object.etag}, ${object.modifiedAt}, ${object.size}, ${epoch}, 'converting',
            ${claim}::uuid, ${now})
    on conflict (bucket, source_key, source_etag) do update
       set status = 'converting', epoch = greatest(image.epoch, excluded.epoch), claim = excluded.claim,
           source_modified = excluded.source_modified, claimed_at = excluded.claimed_at, run_id = null, updated_at = now()
     where image.status <> 'converting'
    returning ${CLAIMED}`,
  );
  const [row] = rows ?? [];
  return row ? toClaimedImage(row) : null;
}

/** Nothing of the source is left to convert. */
export function forget(db: Db, { bucket, key }: { bucket: string; key: string }): Promise<number> {
  return db.$executeRaw`
    update image_conversion
       set status = 'gone', error = ${reasonIn("en", REMOVED)}, reason = ${JSON.stringify([REMOVED])}::jsonb, updated_at = now()
     where bucket = ${bucket} and source_key = ${key} and status not in ('converting', 'gone')`;
}

/** A claim that outlived its process keeps nobody from the source. */
function freeStale(db: Db, { bucket, key, now }: { bucket: string; key: string; now: Date }): Promise<number> {
  return db.$executeRaw`
    update image_conversion set status = 'pending', claim = null, next_attempt_at = ${now}, updated_at = now()
     where bucket = ${bucket} and source_key = ${key} and status = 'converting' and claimed_at < ${staleBefore(now)}`;
}

/** Null when another version of a source was claimed at the same moment: the index lets one of them through. */
async function unlessTaken<T>(claim: () => Promise<T>): Promise<T | null> {
  try {
    return await claim();
  } catch (error) {
    if (error instanceof Error && error.message.includes("uq_image_conversion_at_work")) return null;
    throw error;
  }
}

type RawClaim = Omit<ClaimedImage, "bytesBefore"> & { bytesBefore: bigint };

const CLAIMED = Prisma.sql`
  image.id, source_key as "sourceKey", source_etag as "sourceEtag", source_modified as "sourceModified",
  bytes_before as "bytesBefore", epoch, attempts`;

export const inScope = ({ bucket, prefix, formats }: Scope) => Prisma.sql`
  bucket = ${bucket} and starts_with(source_key, ${prefix})
  and lower(substring(source_key from '[.]([^./]*)$')) = any (${formats})`;

const isDue = (scope: Scope, since: Date | null) => Prisma.sql`
  status = 'pending' and ${inScope(scope)}
  and (next_attempt_at is not null or ${since}::timestamptz is null or source_modified >= ${since})`;

/** No version of its source is being converted, and no newer one waits. */
const IS_ALONE = Prisma.sql`
  not exists (select from image_conversion other
               where other.bucket = waiting.bucket and other.source_key = waiting.source_key and other.id <> waiting.id
                 and (other.status = 'converting' or (other.status = 'pending'
                      and (other.source_modified, other.id) > (waiting.source_modified, waiting.id))))`;

const staleBefore = (now: Date) => new Date(now.getTime() - CLAIM_LIFE_MS);

const toClaimedImage = (row: RawClaim): ClaimedImage => ({ ...row, bytesBefore: Number(row.bytesBefore) });

const byAge = (a: ClaimedImage, b: ClaimedImage) =>
  a.sourceModified.getTime() - b.sourceModified.getTime() || (a.id < b.id ? -1 : 1);
