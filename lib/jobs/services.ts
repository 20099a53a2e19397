import type { Bucket } from "../clients/bucket/bucket.ts";
import type { Db } from "../db.ts";

/** What every handler may use; a pack adds its own (pack.ts). lib/runtime.ts builds them. */
export interface Services {
  readonly db: Db;
  readonly bucket: Bucket;
}
