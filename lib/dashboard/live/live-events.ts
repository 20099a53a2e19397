import type { LiveRun } from "./live-runs.ts";

/** What the live feed tells. `run_waiting` is a run that is queued or waits for its next attempt. */
export type LiveEvent =
  | { type: "run_waiting" | "run_started" | "run_progressed" | "run_ended"; run: LiveRun }
  /** A schedule, a pause or a switch was changed: read them again. */
  | { type: "settings_changed" };

/** What became of the runs between two readings, in their order. A run that was never seen and has ended is told once. */
export function changesBetween(before: ReadonlyMap<string, LiveRun>, after: readonly LiveRun[]): LiveEvent[] {
  return after.flatMap((run) => changeOf(before.get(run.id), run) ?? []);
}

function changeOf(before: LiveRun | undefined, run: LiveRun): LiveEvent | null {
  if (run.completedAt !== null) return before?.completedAt ? null : { type: "run_ended", run };
  if (before?.state !== run.state) return { type: run.state === "started" ? "run_started" : "run_waiting", run };
  return hasMoved(before, run) ? { type: "run_progressed", run } : null;
}

function hasMoved(before: LiveRun, run: LiveRun): boolean {
  return (
    before.attempts !== run.attempts ||
    before.stopping !== run.stopping ||
    before.logCursor !== run.logCursor ||
    JSON.stringify(before.progress) !== JSON.stringify(run.progress)
  );
}
