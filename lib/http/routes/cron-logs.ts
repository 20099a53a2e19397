import type { z } from "zod";
import { dashboardDeps } from "../../commands/deps.ts";
import type { RunMetric } from "../../cron/ports/telling.ts";
import type { LogsQuery } from "../../dashboard/runs/log-filter.ts";
import { eachLogBatch, listLogs } from "../../dashboard/runs/logs.ts";
import type { RunEntry } from "../../dashboard/runs/run-entry.ts";
import { readMetricsOfRuns } from "../../dashboard/runs/run-metrics.ts";
import type { DashboardDeps } from "../../dashboard/words/deps.ts";
import { csvLine, download, json } from "../answers/answers.ts";
import type { cronLogsQuery } from "../bodies/route-inputs.ts";
import type { AdminCall } from "./admin-route.ts";

/** A run as files have it: with what its handler measured. */
type ExportedRun = RunEntry & { metrics: RunMetric[] };

const COLUMNS = {
  id: (run) => run.id,
  job_name: (run) => run.jobName,
  status: (run) => run.status,
  state: (run) => run.state,
  reason: (run) => run.reason,
  trigger: (run) => run.trigger,
  actor: (run) => run.actor,
  schedule_id: (run) => run.scheduleId,
  scheduled_for: (run) => run.scheduledFor,
  started_at: (run) => run.startedAt,
  completed_at: (run) => run.completedAt,
  duration_ms: (run) => run.duration,
  attempts: (run) => run.attempts,
  processed: (run) => run.processed,
  failed: (run) => run.failed,
  details: (run) => run.details,
  metrics: ({ metrics }) => (metrics.length === 0 ? null : JSON.stringify(valuesOf(metrics))),
} satisfies Record<string, (run: ExportedRun) => string | number | Date | null>;

/** One page of runs as JSON, or all that pass the filter as a file that is sent while it is read. */
export async function cronLogs(call: AdminCall<unknown, z.output<typeof cronLogsQuery>>): Promise<Response> {
  const { format, ...query } = call.query;
  const deps = dashboardDeps(call.runtime);
  if (format === "json") return json({ success: true, ...(await listLogs(deps, query)) });
  const lines = format === "csv" ? csvLines(deps, query) : jsonLines(deps, query);
  const contentType = format === "csv" ? "text/csv; charset=utf-8; header=present" : "application/x-ndjson";
  return download(lines, { contentType, fileName: `cron-logs.${format}`, stillMay: call.stillMay });
}

async function* csvLines(deps: DashboardDeps, query: LogsQuery): AsyncGenerator<string> {
  yield csvLine(Object.keys(COLUMNS));
  for await (const runs of eachExported(deps, query)) yield runs.map(csvRow).join("");
}

const csvRow = (run: ExportedRun) => csvLine(Object.values(COLUMNS).map((cell) => cell(run)));

async function* jsonLines(deps: DashboardDeps, query: LogsQuery): AsyncGenerator<string> {
  for await (const runs of eachExported(deps, query)) yield runs.map((run) => `${JSON.stringify(run)}\n`).join("");
}

async function* eachExported(deps: DashboardDeps, query: LogsQuery): AsyncGenerator<ExportedRun[]> {
  for await (const runs of eachLogBatch(deps, query)) {
    const metrics = await readMetricsOfRuns(
      deps.db,
      runs.map(({ id }) => id),
    );
    yield runs.map((run) => ({ ...run, metrics: metrics.get(run.id) ?? [] }));
  }
}

/** `{"rows":12,"spend":3.5}`: what a program reads out of one cell. */
const valuesOf = (metrics: readonly RunMetric[]) => Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
