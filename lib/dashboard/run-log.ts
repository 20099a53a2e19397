import { z } from "zod";
import type { Json, LogLevel } from "../cron/ports.ts";
import { type Db, Prisma } from "../db.ts";
import { wholeNumber } from "./whole-number.ts";

/** Query of `GET /api/admin/runs/<id>/log`: lines after the cursor, oldest first, or with `tail` the latest ones. */
export const runLogQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, "expected the nextCursor of an earlier answer")
    .optional(),
  limit: wholeNumber(1, 1000).default(200),
  tail: z.stringbool().default(false),
});

export interface LogLineView {
  id: string;
  at: Date;
  level: LogLevel;
  attempt: number;
  message: string;
  fields: Json;
}

export interface RunLog {
  /** Oldest first. */
  lines: LogLineView[];
  /** Asks for what comes after these lines, now or later; null while there are none at all. */
  nextCursor: string | null;
  /** Whether more lines are known to come after these. */
  more: boolean;
  /** Whether a tail leaves out lines that come before these. */
  earlier: boolean;
}

/** A part of a run's log. An unknown run has no lines. */
export async function readRunLog(db: Db, request: z.output<typeof runLogQuery> & { runId: string }): Promise<RunLog> {
  const { runId, cursor, limit, tail } = request;
  const after = cursor === undefined ? Prisma.sql`true` : Prisma.sql`id > ${cursor}::bigint`;
  const rows = await db.$queryRaw<LogLineView[]>`
    select id::text as id, at, level, attempt, message, fields from cron_job_log_lines
     where run_id = ${runId}::uuid and ${after}
     order by cron_job_log_lines.id ${Prisma.raw(tail ? "desc" : "asc")} limit ${limit + 1}`;
  const page = rows.slice(0, limit);
  const lines = tail ? page.reverse() : page;
  return {
    lines,
    nextCursor: lines.at(-1)?.id ?? cursor ?? null,
    more: !tail && rows.length > limit,
    earlier: tail && rows.length > limit,
  };
}
