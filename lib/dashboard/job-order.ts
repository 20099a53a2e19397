import { JOB_STATES } from "./job-condition.ts";
import type { JobRow } from "./job-rows.ts";

/** The columns by which the list of jobs can be ordered. */
export const JOB_SORTS = ["name", "state", "lastRun", "nextRun", "success", "p95"] as const;
export type JobSort = (typeof JOB_SORTS)[number];
export type Direction = "asc" | "desc";

/** Ordered by a column; jobs that have nothing there stand at the end either way. Without one: as in the code. */
export function sortJobs(
  jobs: readonly JobRow[],
  { sort, dir }: { sort?: JobSort | undefined; dir?: Direction | undefined },
): JobRow[] {
  if (!sort) return [...jobs];
  const sign = dir === "desc" ? -1 : 1;
  return jobs.toSorted((a, b) => {
    const [left, right] = [orderOf(a, sort), orderOf(b, sort)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return (left < right ? -1 : Number(left > right)) * sign;
  });
}

function orderOf(job: JobRow, sort: JobSort): string | number | null {
  switch (sort) {
    case "name":
      return job.name;
    case "state":
      return JOB_STATES.indexOf(job.state);
    case "lastRun":
      return job.recentExecutions[0]?.executionTime.getTime() ?? null;
    case "nextRun":
      return job.nextRun?.getTime() ?? null;
    case "success":
      return job.stats.successRate;
    case "p95":
      return job.stats.p95;
  }
}
