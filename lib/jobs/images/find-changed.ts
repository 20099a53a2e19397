import type { Services } from "../services.ts";
import { enqueue, type Scope } from "./conversion-queue.ts";
import { extensionOf } from "./image-format.ts";

interface Search {
  services: Pick<Services, "db" | "bucket">;
  scope: Scope;
  since: Date | null;
  epoch: number;
  signal: AbortSignal;
}

/**
 * Lists the bucket page by page and queues the images changed at or after `since` that are not known yet. The boundary
 * instant is included: rows tell which of its objects are done. @returns how many objects were seen and queued
 */
export async function findChanged({ services, scope, since, epoch, signal }: Search) {
  const { db, bucket } = services;
  const extensions = new Set<string>(scope.formats);
  let seen = 0;
  let queued = 0;
  for await (const page of bucket.list({ prefix: scope.prefix, signal })) {
    seen += page.length;
    const objects = page.filter(
      ({ key, modifiedAt }) => extensions.has(extensionOf(key)) && (since === null || modifiedAt >= since),
    );
    if (objects.length > 0) queued += await enqueue(db, { bucket: bucket.name, epoch, objects });
    signal.throwIfAborted();
  }
  return { seen, queued };
}
