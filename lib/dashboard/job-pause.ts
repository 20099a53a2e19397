import type { DashboardDeps } from "./deps.ts";
import { type Pause, readJobHolds, readPauseOfAll } from "./pauses.ts";

/** A pause that holds a job now: its own, or that of everything. */
export interface JobPause extends Pause {
  of: "job" | "everything";
}

/** The pause that holds a job now, that of everything before its own; null when nothing does. */
export async function readJobPause(deps: DashboardDeps, jobName: string): Promise<JobPause | null> {
  const [everything, holds] = await Promise.all([readPauseOfAll(deps), readJobHolds(deps, [jobName])]);
  if (everything) return { ...everything, of: "everything" };
  const own = holds.get(jobName)?.pause ?? null;
  return own && { ...own, of: "job" };
}
