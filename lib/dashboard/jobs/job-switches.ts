import { z } from "zod";
import type { DashboardDeps } from "../words/deps.ts";

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

/** What people switched a job to; null where its row says what the code says. */
export function switchedTo(row: { enabled: boolean | null; enabledByCode: boolean | null }): boolean | null {
  return row.enabled === row.enabledByCode ? null : row.enabled;
}

/** What can be done to several jobs at once. */
export const BULK_ACTS = ["enable", "disable", "pause", "resume", "run"] as const;
export type BulkAct = (typeof BULK_ACTS)[number];

/** What a person has chosen and not confirmed yet. */
export interface BulkRequest {
  act: BulkAct;
  /** Names of registered jobs, each once. */
  jobs: readonly string[];
}

/**
 * The choice that an address holds (`?act=disable&job=a&job=b`), or null when it holds none. Names that no job has are
 * left out: the address may be old.
 */
export function bulkRequest(
  query: { act?: string | string[] | undefined; job?: string | string[] | undefined },
  names: readonly string[],
): BulkRequest | null {
  const act = z.enum(BULK_ACTS).safeParse(query.act);
  const chosen = [query.job ?? []].flat();
  return act.success ? { act: act.data, jobs: names.filter((name) => chosen.includes(name)) } : null;
}
