import { ENDED_STATUSES, isOneOf, NEVER_RAN_STATUSES, RUN_STATUSES, type RunStatus } from "../cron/vocabulary.ts";
import { type Db, Prisma } from "../db.ts";
import { filterCondition, type LogFilter } from "./log-filter.ts";
import { floorHour, isWholeHour } from "./window.ts";

/** Rows are counted up to here; a screen then says "10,000+". */
const COUNT_LIMIT = 10_000;

export interface LogTotal {
  total: number;
  /** False when there are more than `total`. */
  exact: boolean;
}

/**
 * How many runs pass the filter: exact from the hourly statistics when it names jobs, states and whole hours only,
 * else counted up to 10,000 (engine-schema.md 11).
 */
export async function readLogTotal(db: Db, filter: LogFilter): Promise<LogTotal> {
  const fromStatistics =
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
