import type { Db } from "../../db.ts";
import type { Bucket } from "../bucket/bucket.ts";
import { bucketProbe } from "./bucket.ts";
import { databaseProbe } from "./database.ts";
import { diskProbe } from "./disk.ts";
import type { Probe } from "./probe.ts";
import { queueProbe } from "./queue.ts";
import { redisProbe } from "./redis.ts";
import { schedulerProbe } from "./scheduler.ts";
import { smtpProbe } from "./smtp.ts";

export interface ProbedParts {
  db: Db;
  bucket: Bucket;
  /** Null: not configured, so not checked. */
  redis: { url: string; token: string } | null;
  smtpUrl: string | null;
  /** Where this process keeps its files. */
  home: string;
}

/** A probe for everything this installation depends on. */
export function createProbes({ db, bucket, redis, smtpUrl, home }: ProbedParts): Probe[] {
  return [
    databaseProbe(db),
    ...(redis ? [redisProbe(redis)] : []),
    bucketProbe(bucket),
    ...(smtpUrl ? [smtpProbe(smtpUrl)] : []),
    queueProbe(db),
    schedulerProbe(db),
    diskProbe(home),
  ];
}
