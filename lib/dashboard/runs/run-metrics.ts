import type { RunMetric } from "../../cron/ports/telling.ts";
import { type Db, Prisma } from "../../db.ts";
import type { Window } from "../words/window.ts";

/** What runs kept with `ctx.metric`, by run and then by name; a run without any has no entry. */
export async function readMetricsOfRuns(db: Db, runIds: readonly string[]): Promise<Map<string, RunMetric[]>> {
  if (runIds.length === 0) return new Map();
  const rows = await db.$queryRaw<(RunMetric & { runId: string })[]>`
    select run_id::text as "runId", name, value, unit from cron_run_metrics
     where run_id = any(${[...runIds]}::uuid[]) order by run_id, name`;
  const byRun = Map.groupBy(rows, ({ runId }) => runId);
  return new Map([...byRun].map(([id, of]) => [id, of.map(({ runId: _runId, ...metric }) => metric)]));
}

/** One run's metrics, by name. */
export async function readRunMetrics(db: Db, runId: string): Promise<RunMetric[]> {
  return (await readMetricsOfRuns(db, [runId])).get(runId) ?? [];
}

/** One metric of a job over time, oldest first. */
export interface MetricSeries {
  name: string;
  /** As the newest run says it. */
  unit: string | null;
  points: { at: Date; value: number; runId: string }[];
}

/** Values that a page draws of one job, over all names: the newest. */
const MOST_VALUES = 2_000;
/** Names that a page draws: those told last. A handler that makes up names must not fill it. */
const MOST_SERIES = 12;

/** The metrics of a job's runs in a window. */
export async function readMetricSeries(
  db: Db,
  { jobName, window: { from, to } }: { jobName: string; window: Window },
): Promise<MetricSeries[]> {
  type Row = RunMetric & { at: Date; runId: string };
  const before = to === null ? Prisma.empty : Prisma.sql`and at < ${to}`;
  const rows = await db.$queryRaw<Row[]>`
    select name, value, unit, at, run_id::text as "runId" from cron_run_metrics
     where job_name = ${jobName} and at >= ${from} ${before} order by at desc limit ${MOST_VALUES}`;
  const newest = [...Map.groupBy(rows, ({ name }) => name)].slice(0, MOST_SERIES);
  return newest
    .map(([name, of]) => ({ name, unit: of[0]?.unit ?? null, points: of.map(toPoint).reverse() }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

const toPoint = ({ at, value, runId }: { at: Date; value: number; runId: string }) => ({ at, value, runId });
