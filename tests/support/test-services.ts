import { openBucket } from "../../lib/clients/bucket/open-bucket.ts";
import type { Db } from "../../lib/db.ts";
import type { Services } from "../../lib/jobs/services.ts";

/** Services for a handler that needs the database; what else it needs comes in by `changes`. */
export function testServices(db: Db, changes: Partial<Services> = {}): Services {
  const bucket = openBucket({ kind: "folder", name: "unused", path: "unused" });
  return { db, bucket, ...changes };
}
