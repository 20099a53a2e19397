import { readExpectedLengths } from "../../lib/dashboard/runs/duration-trouble.ts";
import { type NextRun, readRunsUntil } from "../../lib/dashboard/schedules/coming-schedules.ts";
import { startsByMinute } from "../../lib/dashboard/schedules/schedule-herds.ts";
import type { Connection } from "./connect.ts";

export interface UpcomingRun {
  at: Date;
  jobName: string;
  /** How long a run takes, from history; null before the first. */
  expectedMs: number | null;
  /** Jobs that are expected to be still at work at this time. */
  overlaps: string[];
  /** How many jobs begin in this minute, this one included. */
  herd: number;
}

/** Each run with what it meets. Pure. @param runs in order of time @param expectedMs by job */
export function upcomingRuns(
  runs: readonly Pick<NextRun, "at" | "jobName">[],
  expectedMs: ReadonlyMap<string, number | null>,
): UpcomingRun[] {
  const jobsOf = new Map(
    [...startsByMinute(runs).values()].flatMap((together) => {
      const herd = new Set(together.map(({ jobName }) => jobName)).size;
      return together.map((run) => [run, herd] as const);
    }),
  );
  const busy = new Map<string, { since: Date; until: number }>();
  return runs.map((run) => {
    const { at, jobName } = run;
    const expected = expectedMs.get(jobName) ?? null;
    const overlaps = [...busy].filter(([, known]) => known.since < at && known.until > at.getTime());
    busy.set(jobName, { since: at, until: at.getTime() + (expected ?? 0) });
    return { at, jobName, expectedMs: expected, overlaps: overlaps.map(([name]) => name), herd: jobsOf.get(run) ?? 1 };
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
