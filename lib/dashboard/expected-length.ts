import type { DashboardDeps } from "./deps.ts";
import { readRunStats } from "./run-stats.ts";
import { lastDays } from "./window.ts";

const DAYS = 7;
const RUNS = 100;

/** The usual length of each job's runs: the median of the latest 100 of the last 7 days, in ms; null before the first. */
export async function readExpectedLengths(
  { db, clock }: Pick<DashboardDeps, "db" | "clock">,
  names: readonly string[],
): Promise<ReadonlyMap<string, number | null>> {
  const stats = await readRunStats(db, { names, window: lastDays(DAYS, clock.now()), percentileRuns: RUNS });
  return new Map([...stats].map(([name, { p50 }]) => [name, p50]));
}
