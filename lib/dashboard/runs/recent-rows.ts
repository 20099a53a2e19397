import type { RunStatus } from "../../cron/words/vocabulary.ts";
import { type Db, NEWEST_OF_JOB } from "../../db.ts";

/** What a strip and a look for trouble need of a run or slot: no more, because there are many of them. */
export interface RecentRow {
  id: string;
  jobName: string;
  status: RunStatus;
  reason: string | null;
  startedAt: Date;
  durationMs: number | null;
  /** How many slots the row stands for: those that never ran are kept as ranges. */
  slots: number;
  /** Of a failed run, cut. */
  error: string | null;
}

/** Of each job: enough to compare its latest runs with those before them. */
const ROWS_PER_JOB = 120;

/** The latest runs and slots of each job, newest first, with one statement; each job costs one index range. */
export async function readRecentRows(db: Db, names: readonly string[]): Promise<Map<string, RecentRow[]>> {
  const rows = await db.$queryRaw<RecentRow[]>`
    select l.* from unnest(${names}::text[]) as n(name)
     cross join lateral (
           select id::text, job_name as "jobName", status, reason, started_at as "startedAt", duration_ms as "durationMs",
                  slot_count as slots, left(error_message, 300) as error
             from cron_job_logs l where ${NEWEST_OF_JOB.where}
            order by ${NEWEST_OF_JOB.order} limit ${ROWS_PER_JOB}) as l`;
  return Map.groupBy(rows, (row) => row.jobName);
}
