import type { RunEntry } from "./run-entry.ts";

/** Whether the run's handler was ever called. */
export function hasStarted({ state, attempts }: Pick<RunEntry, "state" | "attempts">): boolean {
  return attempts > 0 && state !== "skipped" && state !== "missed" && state !== "queued";
}

/**
 * Milliseconds from a run's slot to its start, never negative: the clock of whoever calls may be ahead of the
 * database's. Null for a run that has no slot, did not begin, or repeats the past on purpose.
 */
export function lateByMs(
  run: Pick<RunEntry, "state" | "attempts" | "trigger" | "scheduledFor" | "startedAt">,
): number | null {
  if (run.scheduledFor === null || run.trigger === "backfill" || !hasStarted(run)) return null;
  return Math.max(0, run.startedAt.getTime() - run.scheduledFor.getTime());
}
