import { Prisma } from "../db.ts";
import type { DashboardDeps } from "./deps.ts";
import { filterCondition, type LogsQuery, toLogFilter } from "./log-filter.ts";
import { RUN_COLUMNS, type RunEntry, type RunRow, toRunEntry } from "./run-entry.ts";

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
