import type { z } from "zod";
import { dashboardDeps } from "../../commands/deps.ts";
import { noSuchRun } from "../../commands/runs.ts";
import { eachLogPart, type LogLineView, readRunLog } from "../../dashboard/runs/run-log.ts";
import { readRunMetrics } from "../../dashboard/runs/run-metrics.ts";
import { readRunSaves } from "../../dashboard/runs/run-saves.ts";
import { readRunTasks, readTaskSummary } from "../../dashboard/runs/run-tasks.ts";
import { readRun } from "../../dashboard/runs/runs.ts";
import type { Runtime } from "../../runtime.ts";
import { download, json } from "../answers/answers.ts";
import type { runLogRouteQuery } from "../bodies/route-inputs.ts";
import type { AdminCall } from "./admin-route.ts";
import { segment } from "./route.ts";

/** One run with attempts, progress, result, what it saved and measured, and how its tasks stand. @throws ApiError 404 */
export async function showRun(runtime: Runtime, runId: string): Promise<Response> {
  const run = await readRun(dashboardDeps(runtime), runId);
  if (!run) throw noSuchRun(runId);
  const [tasks, savedStates, metrics] = await Promise.all([
    readTaskSummary(runtime.db, run.id),
    readRunSaves(runtime.db, run),
    readRunMetrics(runtime.db, run.id),
  ]);
  return json({ success: true, run, tasks, savedStates, metrics });
}

/** A page of the tasks that a run fanned out. @throws ApiError 404 */
export async function showRunTasks(runtime: Runtime, request: Parameters<typeof readRunTasks>[1]): Promise<Response> {
  const run = await readRun(dashboardDeps(runtime), request.runId);
  if (!run) throw noSuchRun(request.runId);
  return json({ success: true, runId: run.id, ...(await readRunTasks(runtime.db, request)) });
}

/** A part of a run's log lines with the cursor that leads on, or all of them as a file. @throws ApiError 404 */
export async function showRunLog({
  runtime,
  path,
  query: { format, ...query },
  stillMay,
}: AdminCall<unknown, z.output<typeof runLogRouteQuery>>): Promise<Response> {
  const runId = segment(path, "id");
  const run = await readRun(dashboardDeps(runtime), runId);
  if (!run) throw noSuchRun(runId);
  const request = { ...query, runId: run.id };
  if (format === "json") return json({ success: true, runId: run.id, ...(await readRunLog(runtime.db, request)) });
  const fileName = `${run.jobName}-${run.id}.log`;
  return download(textLines(runtime, request), { contentType: "text/plain; charset=utf-8", fileName, stillMay });
}

async function* textLines(runtime: Runtime, request: Parameters<typeof eachLogPart>[1]): AsyncGenerator<string> {
  for await (const lines of eachLogPart(runtime.db, request)) yield lines.map(textLine).join("");
}

/** One line of the file, whatever is in the message: `2026-01-31T08:00:00.000Z WARN  [1] text {"id":"a"}`. */
function textLine({ at, level, attempt, message, fields }: LogLineView): string {
  const rest = fields === null ? "" : ` ${JSON.stringify(fields)}`;
  const text = message.replaceAll("\n", "\\n").replaceAll("\r", "\\r");
  return `${at.toISOString()} ${level.toUpperCase().padEnd(5)} [${attempt}] ${text}${rest}\n`;
}
