import { listJobs } from "../../lib/dashboard/jobs.ts";
import type { Connection } from "./connect.ts";
import { type UpcomingRun, upcomingRuns } from "./upcoming.ts";

const HOUR_MS = 3_600_000;

/** The coming runs of enabled jobs; how long each takes is the median of its last 30 days. */
export async function readUpcoming({ deps }: Pick<Connection, "deps">, hours: number): Promise<UpcomingRun[]> {
  const { jobs } = await listJobs(deps, { days: 30 });
  const listed = new Map(jobs.map((job) => [job.name, job]));
  const scheduled = deps.jobs
    .filter(({ name }) => listed.get(name)?.enabled)
    .map(({ name, schedule }) => ({ name, schedule, expectedMs: listed.get(name)?.stats.p50 ?? null }));
  const now = deps.clock.now();
  return upcomingRuns(scheduled, now, new Date(now.getTime() + hours * HOUR_MS));
}
