import type { Bucket } from "./bucket.ts";
import { FolderBucket } from "./folder-bucket.ts";
import { S3Bucket, type S3Config } from "./s3-bucket.ts";

/** Where objects are kept; lib/env.ts reads it from BUCKET_URL. `name` is what `r2://name/key` must say. */
export type BucketConfig = { kind: "folder"; name: string; path: string } | ({ kind: "s3" } & S3Config);

/** Opens a bucket; touches nothing until it is used. */
export function openBucket(config: BucketConfig): Bucket {
  switch (config.kind) {
    case "folder":
      return new FolderBucket({ name: config.name, root: config.path });
    case "s3":
      return new S3Bucket(config);
  }
}
