import { z } from "zod";
import type { JobListEntry } from "./jobs.ts";

export const JOB_CONDITIONS = ["enabled", "disabled", "running", "failing"] as const;

/** What the list of jobs is narrowed to; unreadable values count as absent. */
export const jobFilter = z.object({
  q: z.string().trim().toLowerCase().max(100).catch("").default(""),
  category: z.string().max(100).catch("").default(""),
  state: z.enum(JOB_CONDITIONS).optional().catch(undefined),
});
export type JobFilter = z.output<typeof jobFilter>;

/** The jobs that pass, in their order. Text matches name, aliases and description. */
export function filterJobs(jobs: readonly JobListEntry[], { q, category, state }: JobFilter): JobListEntry[] {
  return jobs.filter(
    (job) =>
      (q === "" || [job.name, ...job.aliases, job.description].some((text) => text.toLowerCase().includes(q))) &&
      (category === "" || job.category === category) &&
      (state === undefined || holds(job, state)),
  );
}

function holds(job: JobListEntry, condition: (typeof JOB_CONDITIONS)[number]): boolean {
  switch (condition) {
    case "enabled":
      return job.enabled;
    case "disabled":
      return !job.enabled;
    case "running":
      return job.recentExecutions.some((run) => run.state === "started");
    case "failing":
      return (
        job.recentExecutions.find(
          (run) => run.status === "failed" || run.status === "success" || run.status === "partial",
        )?.status === "failed"
      );
  }
}
