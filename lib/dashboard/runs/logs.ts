import {
  ENDED_STATUSES,
  isOneOf,
  NEVER_RAN_STATUSES,
  RUN_STATUSES,
  type RunStatus,
} from "../../cron/words/vocabulary.ts";
import { type Db, Prisma } from "../../db.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { floorHour, isWholeHour } from "../words/window.ts";
import {
  cursorPosition,
  filterCondition,
  type LogFilter,
  type LogsQuery,
  MAX_PAGE,
  toLogFilter,
} from "./log-filter.ts";
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
    /** None where nothing passes the filter. */
    pages: number;
    /** Leads to the next entries as `cursor=`, null at the end. */
    nextCursor: string | null;
  };
}

/** A cursor that this API did not give out. Its text is told escaped: it may hold what forges a line of a log. */
export class InvalidCursorError extends Error {
  override readonly name = "InvalidCursorError";
  constructor(cursor: string) {
    const came = JSON.stringify(cursor.slice(0, 80));
    super(`Expected the nextCursor of an earlier answer, got ${came}: leave cursor out to begin at the newest run`);
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
      pages: Math.min(MAX_PAGE, Math.ceil(total / query.limit)),
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

function decodeCursor(cursor: string): { at: Date; id: string } {
  const position = cursorPosition(cursor);
  if (position === null) throw new InvalidCursorError(cursor);
  return position;
}

/** Rows are counted up to here; a screen then says "10,000+". */
const COUNT_LIMIT = 10_000;

interface LogTotal {
  total: number;
  /** False when there are more than `total`. */
  exact: boolean;
}

/**
 * How many runs pass the filter: exact from the hourly statistics when it names jobs, states and whole hours only,
 * else counted up to 10,000 (engine-schema.md 11).
 */
async function readLogTotal(db: Db, filter: LogFilter): Promise<LogTotal> {
  const fromStatistics =
    filter.scheduleId === null &&
    filter.trigger === null &&
    filter.search === null &&
    [filter.from, filter.to].every((at) => at === null || isWholeHour(at));
  return fromStatistics ? await totalFromStatistics(db, filter) : await countUpToLimit(db, filter);
}

async function countUpToLimit(db: Db, filter: LogFilter): Promise<LogTotal> {
  const counted = await countRows(db, filterCondition(filter), COUNT_LIMIT + 1);
  return { total: Math.min(counted, COUNT_LIMIT), exact: counted <= COUNT_LIMIT };
}

/**
 * Ended runs come from the statistics, waiting and running ones (always few) from the rows. Statistics outlive their
 * rows, so they are read only for hours after the oldest row's; that hour itself, which retention may have cut, is
 * counted.
 */
async function totalFromStatistics(db: Db, filter: LogFilter): Promise<LogTotal> {
  const oldest = await oldestRow(db, filter);
  if (oldest === null) return { total: 0, exact: true };
  const cut = new Date(floorHour(oldest).getTime() + 3_600_000);
  const states = filter.states ?? RUN_STATUSES;
  const ended = states.filter((state) => COUNTED.some((counted) => counted === state));
  const open = states.filter((state) => !ended.includes(state));
  const sums = await Promise.all([
    ended.length === 0 ? 0 : sumStatistics(db, { ...filter, from: laterOf(filter.from, cut) }, ended),
    ended.length === 0
      ? 0
      : countRows(db, filterCondition({ ...filter, states: ended, to: earlierOf(filter.to, cut) })),
    open.length === 0 ? 0 : countRows(db, filterCondition({ ...filter, states: open })),
  ]);
  return { total: sums.reduce((sum, part) => sum + part, 0), exact: true };
}

const COUNTED = [...ENDED_STATUSES, ...NEVER_RAN_STATUSES] as const;

async function oldestRow(db: Db, { jobName, from }: LogFilter): Promise<Date | null> {
  const row = await db.cronJobLog.findFirst({
    where: { ...(jobName === null ? {} : { jobName }), ...(from === null ? {} : { startedAt: { gte: from } }) },
    orderBy: { startedAt: "asc" },
    select: { startedAt: true },
  });
  return row?.startedAt ?? null;
}

async function countRows(db: Db, condition: Prisma.Sql, limit?: number): Promise<number> {
  const rows = await db.$queryRaw<{ count: number }[]>`
    select count(*)::float8 as count
      from (select 1 from cron_job_logs l where ${condition} ${limit ? Prisma.sql`limit ${limit}` : Prisma.empty}) as hits`;
  return rows[0]?.count ?? 0;
}

async function sumStatistics(db: Db, { jobName, from, to }: LogFilter, states: readonly RunStatus[]): Promise<number> {
  const columns = states.filter((state) => isOneOf(COUNTED, state)).map((state) => Prisma.raw(state));
  const rows = await db.$queryRaw<{ total: number | null }[]>`
    select sum(${Prisma.join(columns, " + ")})::float8 as total
      from cron_job_stats_hourly
     where ${jobName === null ? Prisma.sql`true` : Prisma.sql`job_name = ${jobName}`}
       and hour >= ${from} and ${to === null ? Prisma.sql`true` : Prisma.sql`hour < ${to}`}`;
  return rows[0]?.total ?? 0;
}

const laterOf = (from: Date | null, cut: Date): Date => (from !== null && from > cut ? from : cut);
const earlierOf = (to: Date | null, cut: Date): Date => (to !== null && to < cut ? to : cut);

const BATCH = 1000;

/**
 * All runs that pass the filter in batches, newest first and without counting them. Runs that begin meanwhile are not
 * among them.
 */
export async function* eachLogBatch(deps: DashboardDeps, query: LogsQuery): AsyncGenerator<RunEntry[]> {
  const condition = filterCondition(toLogFilter(deps, query));
  let last: RunRow | undefined;
  do {
    const after = last ? Prisma.sql`(l.started_at, l.id) < (${last.startedAt}, ${last.id}::uuid)` : Prisma.sql`true`;
    const rows = await deps.db.$queryRaw<RunRow[]>`
      select ${RUN_COLUMNS} from cron_job_logs l where ${condition} and ${after}
       order by l.started_at desc, l.id desc limit ${BATCH}`;
    yield rows.map(toRunEntry);
    last = rows.length === BATCH ? rows.at(-1) : undefined;
  } while (last);
}
