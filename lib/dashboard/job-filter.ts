import { z } from "zod";
import { JOB_STATES } from "./job-condition.ts";
import { JOB_SORTS } from "./job-order.ts";
import type { JobRow } from "./job-rows.ts";

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
