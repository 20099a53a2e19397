import { type Db, Prisma } from "../db.ts";
import type { DashboardDeps } from "./deps.ts";
import { filterCondition, type LogFilter, type LogsQuery, MAX_PAGE, toLogFilter } from "./log-filter.ts";
import { readLogTotal } from "./log-total.ts";
import { RUN_COLUMNS, type RunEntry, type RunRow, toRunEntry } from "./run-entry.ts";

export interface LogPage {
  /** Newest first. */
  logs: RunEntry[];
  pagination: {
    /** Exact, or 10,000 with `totalIsExact: false` when there are more and counting them would be slow. */
    total: number;
    totalIsExact: boolean;
    page: number;
    /** Whether a cursor chose the entries; `page` then means nothing. */
    byCursor: boolean;
    limit: number;
    pages: number;
    /** Leads to the next entries as `cursor=`, null at the end. */
    nextCursor: string | null;
  };
}

/** A cursor that this API did not give out. */
export class InvalidCursorError extends Error {
  override readonly name = "InvalidCursorError";
  constructor(cursor: string) {
    super(`Expected the nextCursor of an earlier answer, got "${cursor}": leave cursor out to begin at the newest run`);
  }
}

/**
 * One page of runs, newest first, with the number of all that pass the filter.
 * @throws InvalidCursorError
 */
export async function listLogs(deps: DashboardDeps, query: LogsQuery): Promise<LogPage> {
  const filter = toLogFilter(deps, query);
  const [rows, { total, exact }] = await Promise.all([readPage(deps.db, filter, query), readLogTotal(deps.db, filter)]);
  const logs = rows.slice(0, query.limit).map(toRunEntry);
  const last = logs.at(-1);
  return {
    logs,
    pagination: {
      total,
      totalIsExact: exact,
      page: query.page,
      byCursor: query.cursor !== undefined,
      limit: query.limit,
      pages: Math.min(MAX_PAGE, Math.max(1, Math.ceil(total / query.limit))),
      nextCursor: rows.length > query.limit && last ? encodeCursor(last) : null,
    },
  };
}

/** One row more than a page, which tells whether there is a next one. */
async function readPage(db: Db, filter: LogFilter, { page, limit, cursor }: LogsQuery): Promise<RunRow[]> {
  const position = cursor === undefined ? null : decodeCursor(cursor);
  const after = position ? Prisma.sql`(l.started_at, l.id) < (${position.at}, ${position.id}::uuid)` : Prisma.sql`true`;
  return await db.$queryRaw<RunRow[]>`
    select ${RUN_COLUMNS} from cron_job_logs l
     where ${filterCondition(filter)} and ${after}
     order by l.started_at desc, l.id desc
     limit ${limit + 1} offset ${position ? 0 : (page - 1) * limit}`;
}

function encodeCursor({ startedAt, id }: RunEntry): string {
  return `${startedAt.getTime().toString(36)}-${id}`;
}

const CURSOR = /^([0-9a-z]{1,11})-([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;

function decodeCursor(cursor: string): { at: Date; id: string } {
  const [, time, id] = CURSOR.exec(cursor) ?? [];
  const at = new Date(Number.parseInt(time ?? "", 36));
  if (id === undefined || Number.isNaN(at.getTime())) throw new InvalidCursorError(cursor);
  return { at, id };
}
