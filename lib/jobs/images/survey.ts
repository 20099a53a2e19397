import type { BucketObject } from "../../clients/bucket/bucket.ts";
import type { Services } from "../services.ts";
import { enqueue, forget, requeue, type Scope } from "./conversion-queue.ts";
import { extensionOf } from "./image-format.ts";
import { isMadeOf } from "./image-targets.ts";
import { inParallel } from "./in-parallel.ts";
import { type Listed, type MadeTarget, rememberTarget, sourcesThatAreGone, targetsThatDiffer } from "./made-targets.ts";

/** Requests at once; each is a short wait for the store. */
const HEADS_AT_ONCE = 16;

interface Survey {
  services: Services;
  scope: Scope;
  since: Date | null;
  epoch: number;
  now: Date;
  removeOrphans: boolean;
  signal: AbortSignal;
}

export interface Surveyed {
  /** Objects listed. */
  seen: number;
  /** Versions queued because they are new, or have come back. */
  queued: number;
  /** Versions queued again because their target is gone or shows another version. */
  remade: number;
  /** WebP files removed because their source is gone. */
  orphans: number;
}

/**
 * Lists the bucket page by page and queues the images changed at or after `since` that are not known yet. The boundary
 * instant is included: rows tell which of its objects are done. Beside it goes what was converted, whatever its age:
 * where a target is missing from the listing or is not what we wrote, its source is queued again.
 */
export async function survey(search: Survey): Promise<Surveyed> {
  const { services, scope, signal } = search;
  const surveyed = { seen: 0, queued: 0, remade: 0, orphans: 0 };
  let after = "";
  for await (const page of services.bucket.list({ prefix: scope.prefix, signal })) {
    const upTo = page.at(-1)?.key ?? after;
    surveyed.seen += page.length;
    surveyed.queued += await queueChanged(search, page);
    await compareMade(search, surveyed, { page, after, upTo });
    after = upTo;
    signal.throwIfAborted();
  }
  await compareMade(search, surveyed, { page: [], after, upTo: null });
  return surveyed;
}

async function compareMade(search: Survey, surveyed: Surveyed, stretch: Listed): Promise<void> {
  if (search.removeOrphans) surveyed.orphans += await removeOrphans(search, stretch);
  surveyed.remade += await queueUnlike(search, stretch);
}

async function queueChanged({ services, scope, since, epoch }: Survey, page: readonly BucketObject[]): Promise<number> {
  const extensions = new Set<string>(scope.formats);
  const objects = page.filter(
    ({ key, modifiedAt }) => extensions.has(extensionOf(key)) && (since === null || modifiedAt >= since),
  );
  return objects.length === 0 ? 0 : enqueue(services.db, { bucket: scope.bucket, epoch, objects });
}

async function queueUnlike(search: Survey, stretch: Listed): Promise<number> {
  const { services, scope, now } = search;
  let remade = 0;
  await inSteps(stretch, async (rest) => {
    const differing = await targetsThatDiffer(services.db, scope, rest);
    const ids: bigint[] = [];
    await inParallel(differing, HEADS_AT_ONCE, async (target) => {
      if (await isToBeMadeAgain(search, target)) ids.push(target.id);
    });
    if (ids.length > 0) remade += await requeue(services.db, ids, now);
    return differing.at(-1)?.targetKey;
  });
  return remade;
}

async function removeOrphans({ services, scope, signal }: Survey, stretch: Listed): Promise<number> {
  const { db, bucket } = services;
  let removed = 0;
  await inSteps(stretch, async (rest) => {
    const missing = await sourcesThatAreGone(db, scope, rest);
    await inParallel(missing, HEADS_AT_ONCE, async (orphan) => {
      if ((await bucket.head(orphan.sourceKey, { signal })) !== null) return;
      const head = await bucket.head(orphan.targetKey, { signal });
      if (head !== null && isMadeOf(head, orphan)) await bucket.delete(orphan.targetKey, { signal });
      const forgotten = await forget(db, { bucket: bucket.name, key: orphan.sourceKey });
      removed += forgotten;
    });
    return missing.at(-1)?.sourceKey;
  });
  return removed;
}

/** Takes a stretch in steps: each answers the last key it dealt with, or undefined when nothing was left. */
async function inSteps(stretch: Listed, step: (rest: Listed) => Promise<string | undefined>): Promise<void> {
  let last: string | undefined = stretch.after;
  while (last !== undefined) last = await step({ ...stretch, after: last });
}

/** A listing is no proof: the target may have come after its page. What somebody else put there stays his. */
async function isToBeMadeAgain({ services, signal }: Survey, target: MadeTarget): Promise<boolean> {
  const head = await services.bucket.head(target.targetKey, { signal });
  if (head === null) return true;
  if (!isMadeOf(head, target)) return false;
  if (!isMadeOf(head, target, target.sourceEtag)) return true;
  await rememberTarget(services.db, target.id, head.etag);
  return false;
}
