import type { DashboardDeps } from "./deps.ts";
import { type RunStats, readRunStats } from "./run-stats.ts";
import type { Window } from "./window.ts";

/** The equal period right before a window. */
export function periodBefore({ from, to }: Window, now: Date): Window {
  const end = to ?? now;
  return { from: new Date(2 * from.getTime() - end.getTime()), to: from };
}

/**
 * What a job's statistics were in the equal period before the window, from the hourly statistics alone; null when
 * nothing of it ended then, so that there is nothing to compare with.
 */
export async function readStatsBefore(
  { db, clock }: Pick<DashboardDeps, "db" | "clock">,
  { jobName, window }: { jobName: string; window: Window },
): Promise<RunStats | null> {
  const before = periodBefore(window, clock.now());
  const stats = (await readRunStats(db, { names: [jobName], window: before, percentileRuns: 0 })).get(jobName);
  return stats && stats.totalRuns > 0 ? stats : null;
}

/** How much a figure moved against the period before; null when one of the two has none. */
export function changeOf(now: number | null, before: number | null | undefined): number | null {
  if (now === null || before === null || before === undefined) return null;
  return Math.round((now - before) * 100) / 100;
}
