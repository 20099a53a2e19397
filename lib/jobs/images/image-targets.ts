import type { Bucket, ObjectHead } from "../../clients/bucket/bucket.ts";
import type { Db } from "../../db.ts";
import { NoFreeTargetError } from "./conversion-errors.ts";
import type { ClaimedImage } from "./conversion-queue.ts";
import { inParallel } from "./in-parallel.ts";
import { markOf, targetNamesOf } from "./target-names.ts";

/** Where one image goes, and what stands there now. */
export type Target =
  | { kind: "free"; key: string }
  /** Made of another version of the source, or before a reset. */
  | { kind: "outdated"; key: string }
  /** This very version was written there under this epoch: by an attempt that died before it could say so. */
  | { kind: "written"; key: string; head: ObjectHead }
  | { kind: "none"; error: Error };

/** Requests at once; each is a short wait for the store. */
const HEADS_AT_ONCE = 16;

interface Store {
  db: Db;
  bucket: Bucket;
  signal?: AbortSignal;
}

/**
 * Gives each image the first of its names that belongs to no other source and under which no object stands that we
 * did not write. A name once given stays with its source; the table's key decides between two that want it at once.
 */
export async function assignTargets(store: Store, images: readonly ClaimedImage[]): Promise<Map<bigint, Target>> {
  const targets = new Map<bigint, Target>();
  let open = images.map((image) => ({ image, names: targetNamesOf(image.sourceKey) }));
  for (const level of [0, 1, 2] as const) {
    const wishes = open.map(({ image, names }) => ({ image, key: names[level] }));
    const owned = await own(store, wishes);
    const foreign: string[] = [];
    await inParallel(owned, HEADS_AT_ONCE, async ({ image, key }) => {
      const target = await inspect(store, image, key);
      if (target === null) foreign.push(key);
      else targets.set(image.id, target);
    });
    await giveUpNames(store, foreign);
    open = open.filter(({ image }) => !targets.has(image.id));
    if (open.length === 0) break;
  }
  for (const { image, names } of open) {
    targets.set(image.id, { kind: "none", error: new NoFreeTargetError(names) });
  }
  return targets;
}

/** What the target's metadata tells a later attempt; see `inspect`. Values are ASCII, as S3 wants them. */
export function targetMetadata({ sourceKey, sourceEtag, epoch }: ClaimedImage): Record<string, string> {
  return { "source-mark": markOf(sourceKey), "source-etag": sourceEtag, epoch: String(epoch) };
}

/** What stands under the name; null when it is somebody else's. */
async function inspect({ bucket, signal }: Store, image: ClaimedImage, key: string): Promise<Target | null> {
  try {
    const head = await bucket.head(key, { ...(signal && { signal }) });
    if (head === null) return { kind: "free", key };
    if (!isMadeOf(head, image)) return null;
    const isDone = isMadeOf(head, image, image.sourceEtag) && head.metadata.epoch === String(image.epoch);
    return isDone ? { kind: "written", key, head } : { kind: "outdated", key };
  } catch (error) {
    return { kind: "none", error: error instanceof Error ? error : new Error(String(error)) };
  }
}

/** Whether an object says of itself that we made it of the source: of any of its versions, or of the given one. */
export function isMadeOf({ metadata }: ObjectHead, { sourceKey }: { sourceKey: string }, etag?: string): boolean {
  if (metadata["source-mark"] !== markOf(sourceKey)) return false;
  return etag === undefined || metadata["source-etag"] === etag;
}

interface Wish {
  image: ClaimedImage;
  key: string;
}

/** Takes the names that are free, and answers the wishes whose name belongs to their source. */
async function own({ db, bucket }: Store, wishes: readonly Wish[]): Promise<Wish[]> {
  const rows = wishes.map(({ image, key }) => ({ bucket: bucket.name, key, sourceKey: image.sourceKey }));
  await db.imageTarget.createMany({ data: rows, skipDuplicates: true });
  const owners = await db.imageTarget.findMany({
    where: { bucket: bucket.name, key: { in: rows.map(({ key }) => key) } },
    select: { key: true, sourceKey: true },
  });
  const ownerOf = new Map(owners.map(({ key, sourceKey }) => [key, sourceKey]));
  return wishes.filter(({ image, key }) => ownerOf.get(key) === image.sourceKey);
}

/** Marks names under which somebody else's object stands, so that they stay his even after he removes it. */
async function giveUpNames({ db, bucket }: Store, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await db.imageTarget.updateMany({
    where: { bucket: bucket.name, key: { in: [...keys] } },
    data: { sourceKey: null },
  });
}
