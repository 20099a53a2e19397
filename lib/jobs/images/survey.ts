import type { BucketObject } from "../../clients/bucket/bucket.ts";
import type { Services } from "../services.ts";
import { enqueue, requeue, type Scope } from "./conversion-queue.ts";
import { extensionOf } from "./image-format.ts";
import { isMadeOf } from "./image-targets.ts";
import { inParallel } from "./in-parallel.ts";
import { type MadeTarget, rememberTarget, targetsThatDiffer } from "./made-targets.ts";

/** Requests at once; each is a short wait for the store. */
const HEADS_AT_ONCE = 16;

interface Survey {
  services: Services;
  scope: Scope;
  since: Date | null;
  epoch: number;
  now: Date;
  signal: AbortSignal;
}

export interface Surveyed {
  /** Objects listed. */
  seen: number;
  /** Versions queued because they are new, or have come back. */
  queued: number;
  /** Versions queued again because their target is gone or shows another version. */
  remade: number;
}

/**
 * Lists the bucket page by page and queues the images changed at or after `since` that are not known yet. The boundary
 * instant is included: rows tell which of its objects are done. Beside it goes what was converted, whatever its age:
 * where a target is missing from the listing or is not what we wrote, its source is queued again.
 */
export async function survey(search: Survey): Promise<Surveyed> {
  const { services, scope, signal } = search;
  const surveyed = { seen: 0, queued: 0, remade: 0 };
  let after = "";
  for await (const page of services.bucket.list({ prefix: scope.prefix, signal })) {
    const upTo = page.at(-1)?.key ?? after;
    surveyed.seen += page.length;
    surveyed.queued += await queueChanged(search, page);
    surveyed.remade += await queueUnlike(search, { page, after, upTo });
    after = upTo;
    signal.throwIfAborted();
  }
  surveyed.remade += await queueUnlike(search, { page: [], after, upTo: null });
  return surveyed;
}

async function queueChanged({ services, scope, since, epoch }: Survey, page: readonly BucketObject[]): Promise<number> {
  const extensions = new Set<string>(scope.formats);
  const objects = page.filter(
    ({ key, modifiedAt }) => extensions.has(extensionOf(key)) && (since === null || modifiedAt >= since),
  );
  return objects.length === 0 ? 0 : enqueue(services.db, { bucket: scope.bucket, epoch, objects });
}

interface Stretch {
  page: readonly BucketObject[];
  /** Keys after this one … */
  after: string;
  /** … up to this one; null for all that follow. */
  upTo: string | null;
}

async function queueUnlike(search: Survey, stretch: Stretch): Promise<number> {
  const { services, scope, now } = search;
  let remade = 0;
  let { after } = stretch;
  for (;;) {
    const differing = await targetsThatDiffer(services.db, scope, { ...stretch, after });
    const ids: bigint[] = [];
    await inParallel(differing, HEADS_AT_ONCE, async (target) => {
      if (await isToBeMadeAgain(search, target)) ids.push(target.id);
    });
    if (ids.length > 0) remade += await requeue(services.db, ids, now);
    const last = differing.at(-1);
    if (last === undefined) return remade;
    after = last.targetKey;
  }
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
