import { z } from "zod";
import type { AnyJob } from "../cron/define-job.ts";
import type { Json } from "../cron/ports.ts";
import { maskSecrets } from "../cron/secret-params.ts";
import { isEnded, isOneOf, NEVER_RAN_STATUSES, type RunStatus } from "../cron/vocabulary.ts";
import type { Db, Prisma } from "../db.ts";

/** Query of `GET /api/admin/cron-jobs/<job>/backfill`. */
export const backfillQuery = z.strictObject({ batch: z.uuid().optional() });

const LISTED = 20;

/** A batch and how far it is. */
export interface BackfillProgress {
  id: string;
  jobName: string;
  scheduleId: string;
  from: Date;
  to: Date;
  only: string;
  concurrency: number;
  force: boolean;
  /** Values of secret parameters are masked. */
  params: Json;
  actor: string | null;
  createdAt: Date;
  /** Runs that it made, and how many of them have ended. */
  runs: number;
  ended: number;
  /** Runs by status, those that are there. Retention may have removed some of an old batch. */
  byStatus: Partial<Record<RunStatus, number>>;
}

/** The latest batches of a job, newest first, or the one named. */
export async function readBackfills(db: Db, job: AnyJob, batch?: string): Promise<BackfillProgress[]> {
  const batches = await db.cronBackfill.findMany({
    where: { jobName: job.name, ...(batch !== undefined && { id: batch }) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: LISTED,
  });
  const counts = await db.cronJobLog.groupBy({
    by: ["backfillId", "status"],
    where: { backfillId: { in: batches.map(({ id }) => id) } },
    _count: true,
  });
  const byBatch = Map.groupBy(counts, ({ backfillId }) => backfillId);
  return batches.map((row) => toProgress(job, row, byBatch.get(row.id) ?? []));
}

type Counts = readonly { status: string; _count: number }[];

function toProgress(job: AnyJob, row: Prisma.CronBackfillModel, counts: Counts): BackfillProgress {
  const { id, jobName, scheduleId, concurrency, actor, createdAt, runs } = row;
  return {
    id,
    jobName,
    scheduleId,
    from: row.fromSlot,
    to: row.toSlot,
    only: row.choice,
    concurrency,
    force: row.forced,
    params: maskSecrets(job, row.params as Json),
    actor,
    createdAt,
    runs,
    ended: sumOf(counts.filter(({ status }) => isOver(status as RunStatus))),
    byStatus: Object.fromEntries(counts.map(({ status, _count }) => [status, _count])),
  };
}

const sumOf = (counts: Counts) => counts.reduce((sum, { _count }) => sum + _count, 0);
const isOver = (status: RunStatus) => isEnded(status) || isOneOf(NEVER_RAN_STATUSES, status);
