import { z } from "zod";
import { JOB_STATES } from "./job-condition.ts";
import type { JobRow } from "./job-rows.ts";

/** The columns by which the list of jobs can be ordered. */
const JOB_SORTS = ["name", "state", "lastRun", "nextRun", "success", "p95"] as const;
export type JobSort = (typeof JOB_SORTS)[number];
type Direction = "asc" | "desc";

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

export const JOB_CONDITIONS = ["enabled", ...JOB_STATES] as const;

/** What the list of jobs is narrowed to, and its order; unreadable values count as absent. */
export const jobFilter = z.object({
  q: z.string().trim().toLowerCase().max(100).catch("").default(""),
  category: z.string().max(100).catch("").default(""),
  state: z.enum(JOB_CONDITIONS).optional().catch(undefined),
  sort: z.enum(JOB_SORTS).optional().catch(undefined),
  dir: z.enum(["asc", "desc"]).optional().catch(undefined),
});
export type JobFilter = z.output<typeof jobFilter>;

/** What of an address says this view of the list. */
export function listAddress(filter: JobFilter): Record<string, string> {
  return Object.fromEntries(Object.entries(filter).filter((entry): entry is [string, string] => Boolean(entry[1])));
}

/** The jobs that pass, in their order. Text matches name, aliases and description. */
export function filterJobs(jobs: readonly JobRow[], { q, category, state }: JobFilter): JobRow[] {
  return jobs.filter(
    (job) =>
      (q === "" || [job.name, ...job.aliases, job.description].some((text) => text.toLowerCase().includes(q))) &&
      (category === "" || job.category === category) &&
      (state === undefined || holds(job, state)),
  );
}

function holds(job: JobRow, condition: (typeof JOB_CONDITIONS)[number]): boolean {
  switch (condition) {
    case "enabled":
      return job.enabled;
    case "running":
      return job.isRunning;
    case "attention":
      return job.attention.length > 0;
    case "disabled":
    case "paused":
    case "failing":
    case "healthy":
    case "new":
      return job.state === condition;
  }
}
