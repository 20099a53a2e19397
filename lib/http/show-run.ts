import { readRunSaves } from "../dashboard/run-saves.ts";
import { readRunTasks, readTaskSummary } from "../dashboard/run-tasks.ts";
import { readRun } from "../dashboard/runs.ts";
import type { Runtime } from "../runtime.ts";
import { noSuchRun } from "./actions/steer-run.ts";
import { json } from "./answers.ts";
import { dashboardDeps } from "./deps.ts";

/** One run with attempts, progress, result, what it saved and how its tasks stand. @throws ApiError 404 */
export async function showRun(runtime: Runtime, runId: string): Promise<Response> {
  const run = await readRun(dashboardDeps(runtime), runId);
  if (!run) throw noSuchRun(runId);
  const [tasks, savedStates] = await Promise.all([readTaskSummary(runtime.db, run.id), readRunSaves(runtime.db, run)]);
  return json({ success: true, run, tasks, savedStates });
}

/** A page of the tasks that a run fanned out. @throws ApiError 404 */
export async function showRunTasks(runtime: Runtime, request: Parameters<typeof readRunTasks>[1]): Promise<Response> {
  const run = await readRun(dashboardDeps(runtime), request.runId);
  if (!run) throw noSuchRun(request.runId);
  return json({ success: true, runId: run.id, ...(await readRunTasks(runtime.db, request)) });
}
