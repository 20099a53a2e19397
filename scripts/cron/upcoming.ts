import { readExpectedLengths } from "../../lib/dashboard/runs/duration-trouble.ts";
import { readRunsUntil } from "../../lib/dashboard/schedules/coming-schedules.ts";
import type { Connection } from "./connect.ts";

export interface UpcomingRun {
  at: Date;
  jobName: string;
  /** How long a run takes, from history; null before the first. */
  expectedMs: number | null;
  /** Jobs that are expected to be still at work at this time. */
  overlaps: string[];
  /** How many schedules start in its minute, its own included. */
  herd: number;
}

/** Each run with what it meets. Pure. @param runs in order of time @param expectedMs by job */
export function upcomingRuns(
  runs: readonly Pick<UpcomingRun, "at" | "jobName" | "herd">[],
  expectedMs: ReadonlyMap<string, number | null>,
): UpcomingRun[] {
  const busy = new Map<string, { since: Date; until: number }>();
  return runs.map(({ at, jobName, herd }) => {
    const expected = expectedMs.get(jobName) ?? null;
    const overlaps = [...busy].filter(([, known]) => known.since < at && known.until > at.getTime());
    busy.set(jobName, { since: at, until: at.getTime() + (expected ?? 0) });
    return { at, jobName, expectedMs: expected, overlaps: overlaps.map(([name]) => name), herd };
  });
}

const HOUR_MS = 3_600_000;

/** What runs in the coming hours, as the dashboard tells it, each run with what it meets. */
export async function readUpcoming({ deps }: Pick<Connection, "deps">, hours: number): Promise<UpcomingRun[]> {
  const until = new Date(deps.clock.now().getTime() + hours * HOUR_MS);
  const names = deps.jobs.map(({ name }) => name);
  const [runs, expectedMs] = await Promise.all([readRunsUntil(deps, until), readExpectedLengths(deps, names)]);
  return upcomingRuns(runs, expectedMs);
}
