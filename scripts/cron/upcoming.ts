import type { NextRun } from "../../lib/dashboard/schedules/coming-schedules.ts";
import { startsByMinute } from "../../lib/dashboard/schedules/schedule-herds.ts";

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
