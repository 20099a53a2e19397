import { z } from "zod";
import { problemOf } from "../dashboard/issue-words.ts";
import type { Db } from "../db.ts";

const days = z.int().min(1).max(3650);

/** Body of `PUT /api/admin/retention`: whole days. */
export const retentionBody = z
  .strictObject({
    /** Ended and never-ran runs; their hourly statistics stay for ever. */
    runDays: days,
    logLineDays: days,
    /** The log of calls of the cron routes. */
    callDays: days,
  })
  .refine(({ runDays, logLineDays }) => logLineDays <= runDays, {
    path: ["logLineDays"],
    ...problemOf("log_lines_outlive", {}),
  });

export type Retention = z.output<typeof retentionBody>;

/** What holds now: the defaults of cron_retention_v1() until somebody changed them. */
export async function readRetention(db: Pick<Db, "$queryRaw">): Promise<Retention> {
  const [found] = await db.$queryRaw<Retention[]>`
    select r.run_days as "runDays", r.log_line_days as "logLineDays", r.call_days as "callDays" from cron_retention_v1() r`;
  if (!found) throw new Error("cron_retention_v1() answered no row, one was expected");
  return found;
}
