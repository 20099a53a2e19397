import type { DashboardDeps } from "./deps.ts";

/** What a person can turn about a job, as it stands now. */
export interface JobSwitches {
  name: string;
  enabled: boolean;
  paused: boolean;
}

/** The switches of all registered jobs, with one statement over the few rows that people made. */
export async function readJobSwitches({ db, jobs, clock }: DashboardDeps): Promise<JobSwitches[]> {
  const rows = await db.cronJobConfig.findMany({
    where: { jobName: { in: jobs.map((job) => job.name) } },
    select: { jobName: true, enabled: true, pausedAt: true, pausedUntil: true },
  });
  const now = clock.now();
  return jobs.map((job) => {
    const row = rows.find(({ jobName }) => jobName === job.name);
    const paused = !!row?.pausedAt && (row.pausedUntil === null || row.pausedUntil > now);
    return { name: job.name, enabled: row?.enabled ?? job.enabledByDefault ?? true, paused };
  });
}
