import { readRunLog } from "../dashboard/run-log.ts";
import { readRun } from "../dashboard/runs.ts";
import type { Runtime } from "../runtime.ts";
import { noSuchRun } from "./actions/steer-run.ts";
import { json } from "./answers.ts";
import { dashboardDeps } from "./deps.ts";

/** One run with attempts, progress and result. @throws ApiError 404 */
export async function showRun(runtime: Runtime, runId: string): Promise<Response> {
  const run = await readRun(dashboardDeps(runtime), runId);
  if (!run) throw noSuchRun(runId);
  return json({ success: true, run });
}

/** A part of a run's log lines, with the cursor that leads on. @throws ApiError 404 */
export async function showRunLog(runtime: Runtime, request: Parameters<typeof readRunLog>[1]): Promise<Response> {
  const run = await readRun(dashboardDeps(runtime), request.runId);
  if (!run) throw noSuchRun(request.runId);
  return json({ success: true, runId: run.id, ...(await readRunLog(runtime.db, request)) });
}
