import { z } from "zod";
import type { Json } from "../../cron/words/json.ts";
import type { LogLevel } from "../../cron/words/vocabulary.ts";
import { type Db, Prisma } from "../../db.ts";
import { wholeNumber } from "../forms/readable-query.ts";

/** From the least telling to the most. */
export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const satisfies readonly LogLevel[];

/** Lines shown before the one that a link leads to. */
const LINES_BEFORE = 100;
const LINES_PER_PART = 1000;

/**
 * Query of `GET /api/admin/runs/<id>/log`: lines after the cursor, oldest first, or with `tail` the latest ones. `level`
 * is the least telling one that is wanted; `q` is text of the message or its fields, in any case.
 */
export const runLogQuery = z.strictObject({
  cursor: z
    .string()
    .regex(/^\d{1,18}$/, "expected the nextCursor of an earlier answer")
    .optional(),
  limit: wholeNumber(1, 1000).default(200),
  tail: z.stringbool().default(false),
  level: z.enum(LOG_LEVELS).optional(),
  q: z.string().max(200).optional(),
});
type RunLogQuery = z.output<typeof runLogQuery>;

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

/** A part of a run's log. An unknown run has no lines. A run has at most 10,000 of them, so text is looked for in all. */
export async function readRunLog(db: Db, request: RunLogQuery & { runId: string }): Promise<RunLog> {
  const { cursor, limit, tail } = request;
  const rows = await db.$queryRaw<LogLineView[]>`
    select id::text as id, at, level, attempt, message, fields from cron_job_log_lines
     where ${lineCondition(request)}
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

/** The cursor from which a part holds the line of this id and some before it. */
async function cursorBefore(db: Db, { runId, line }: { runId: string; line: string }): Promise<string> {
  const [row] = await db.$queryRaw<{ cursor: string | null }[]>`
    select (min(id) - 1)::text as cursor
      from (select id from cron_job_log_lines where run_id = ${runId}::uuid and id <= ${line}::bigint
             order by id desc limit ${LINES_BEFORE}) as before`;
  return row?.cursor ?? "0";
}

/** All lines that pass, part by part, oldest first. */
export async function* eachLogPart(
  db: Db,
  request: Pick<RunLogQuery, "level" | "q"> & { runId: string },
): AsyncGenerator<LogLineView[]> {
  let cursor: string | null = "0";
  while (cursor !== null) {
    const part: RunLog = await readRunLog(db, { ...request, cursor, limit: LINES_PER_PART, tail: false });
    yield part.lines;
    cursor = part.more ? part.nextCursor : null;
  }
}

function lineCondition({ runId, cursor, level, q }: RunLogQuery & { runId: string }): Prisma.Sql {
  const conditions = [
    Prisma.sql`run_id = ${runId}::uuid`,
    cursor === undefined ? null : Prisma.sql`id > ${cursor}::bigint`,
    level ? Prisma.sql`level = any(${LOG_LEVELS.slice(LOG_LEVELS.indexOf(level))}::text[])` : null,
    q ? Prisma.sql`position(lower(${q}) in lower(concat_ws(' ', message, fields::text))) > 0` : null,
  ];
  return Prisma.join(
    conditions.filter((condition) => condition !== null),
    " and ",
  );
}

const PART = 200;
const lineId = z.string().regex(/^\d{1,18}$/);

/** The part of a run's log that its page shows; what cannot be read in the address counts as absent. */
const partQuery = z.object({
  level: z.enum(LOG_LEVELS).optional().catch(undefined),
  q: z.string().trim().max(200).optional().catch(undefined),
  cursor: lineId.optional().catch(undefined),
  line: lineId.optional().catch(undefined),
});

export interface LogPart {
  log: RunLog;
  level: (typeof LOG_LEVELS)[number] | undefined;
  q: string | undefined;
  /** The line that the address leads to. */
  line: string | null;
  /** Whether the part was reached from the beginning or by a link, and is not the end of the log. */
  fromStart: boolean;
  /** Another part has another key; the same part that has grown has the same. */
  key: object;
}

/** The latest lines, or those after a cursor, or those around a line that somebody linked to. */
export async function readLogPart(db: Db, runId: string, address: Record<string, string>): Promise<LogPart> {
  const { level, q: text, cursor: after, line = null } = partQuery.parse(address);
  const q = text || undefined;
  const cursor = line === null ? after : await cursorBefore(db, { runId, line });
  const filter = { ...(level && { level }), ...(q && { q }) };
  const position = cursor === undefined ? { tail: true } : { tail: false, cursor };
  const log = await readRunLog(db, { runId, limit: PART, ...position, ...filter });
  return { log, level, q, line, fromStart: cursor !== undefined, key: { ...filter, cursor, line } };
}
