import { z } from "zod";
import { type Acting, actorName } from "../auth/acting.ts";
import { actOnRecord, recordAudit } from "../auth/audit.ts";
import type { PassLimits } from "../cron/engine/retention.ts";
import type { RetentionPass } from "../cron/ports/history.ts";
import { problemOf } from "../dashboard/words/issue-words.ts";
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

export type RetentionDays = z.output<typeof retentionBody>;

/** What holds now: the defaults of cron_retention_v1() until somebody changed them. */
export async function readRetention(db: Pick<Db, "$queryRaw">): Promise<RetentionDays> {
  const [found] = await db.$queryRaw<RetentionDays[]>`
    select r.run_days as "runDays", r.log_line_days as "logLineDays", r.call_days as "callDays" from cron_retention_v1() r`;
  if (!found) throw new Error("cron_retention_v1() answered no row, one was expected");
  return found;
}

/** One row of settings. */
const ID = 1;

/** Sets how long history is kept. What is past it goes with the next `deleteOld`. */
export async function changeRetention(acting: Acting, after: RetentionDays): Promise<RetentionDays> {
  return await acting.runtime.db.$transaction(async (tx) => {
    const before = await readRetention(tx);
    await tx.cronRetention.upsert({ where: { id: ID }, update: after, create: { id: ID, ...after } });
    const change = { before: { ...before }, after: { ...after } };
    await recordAudit(tx, acting, { action: "retention.change", target: "history", ...change });
    return after;
  });
}

/** Deletes what is past its time, in paused batches; cron_delete_old_v1() has the rules. */
export async function deleteOld(acting: Acting, limits: PassLimits = {}): Promise<RetentionPass> {
  return await actOnRecord(acting, {
    entry: { action: "retention.cleanup", target: "history" },
    act: () => acting.runtime.retention.apply(actorName(acting), limits),
    told: ({ runs, logLines }) => ({ runs, logLines }),
  });
}
