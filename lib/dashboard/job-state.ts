import type { Json } from "../cron/ports.ts";
import type { Db } from "../db.ts";

/** A job's saved state under one key ("" for a job without concurrency keys). */
export interface JobStateEntry {
  key: string;
  version: number;
  epoch: number;
  /** Null after a reset. */
  value: Json;
  updatedAt: Date;
  /** The run or person that wrote it. */
  updatedBy: string;
}

/** All saved states of a job, by key. */
export async function readJobStates(db: Db, jobName: string): Promise<JobStateEntry[]> {
  const rows = await db.cronJobState.findMany({
    where: { jobName },
    orderBy: { stateKey: "asc" },
    take: 200,
    select: { stateKey: true, version: true, epoch: true, value: true, updatedAt: true, updatedBy: true },
  });
  return rows.map(({ stateKey, value, ...rest }) => ({ key: stateKey, value: value as Json, ...rest }));
}
