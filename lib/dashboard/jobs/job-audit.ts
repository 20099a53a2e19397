import { z } from "zod";
import type { DashboardDeps } from "../words/deps.ts";

/** The address of a job's audit tab; what cannot be read counts as absent. */
export const jobAuditQuery = z.object({ cursor: z.uuid().optional().catch(undefined) });

const PAGE_SIZE = 50;
const MOST_TARGETS = 500;

/**
 * What people did to a job, its schedules and its states, newest first: by the index on targets, a page at a time.
 * @returns `nextCursor` leads to older entries, null at the end
 */
export async function readJobAudit(
  { db }: Pick<DashboardDeps, "db">,
  { jobName, cursor }: { jobName: string; cursor: string | undefined },
) {
  const rows = await db.cronAuditLog.findMany({
    where: { target: { in: await targetsOf({ db }, jobName) }, ...(cursor !== undefined && { id: { lt: cursor } }) },
    orderBy: { id: "desc" },
    take: PAGE_SIZE + 1,
  });
  const entries = rows.slice(0, PAGE_SIZE);
  return { entries, nextCursor: rows.length > PAGE_SIZE ? (entries.at(-1)?.id ?? null) : null };
}

async function targetsOf({ db }: Pick<DashboardDeps, "db">, jobName: string): Promise<string[]> {
  const take = MOST_TARGETS;
  const [schedules, states] = await Promise.all([
    db.cronSchedule.findMany({ where: { jobName }, select: { id: true }, take }),
    db.cronJobState.findMany({ where: { jobName, stateKey: { not: "" } }, select: { stateKey: true }, take }),
  ]);
  const keys = states.map(({ stateKey }) => `${jobName} (${stateKey})`.slice(0, 200));
  return [jobName, ...schedules.map(({ id }) => id), ...keys];
}
