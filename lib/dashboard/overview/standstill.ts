import type { DashboardDeps } from "../words/deps.ts";

/** What the process that shows a page knows of its own dispatching. */
export interface OwnDispatching {
  scheduler: "embedded" | "none";
  /** Null before the first. */
  lastDispatchAt: Date | null;
}

/** Nobody starts what falls due: one cause for all jobs that are overdue. */
export interface Standstill {
  /** `silent`: this process should, and does not. `none`: it is not meant to, and nobody else was seen to. */
  why: "silent" | "none";
  /** When the first of them fell due. */
  since: Date;
  jobNames: string[];
}

export interface OverdueJob {
  jobName: string;
  since: Date;
}

/** A dispatcher looks every five seconds. */
const SILENT_MS = 60_000;

/**
 * Whether what is overdue has one common cause; null when somebody dispatches, and then each job has a cause of its own.
 * Asks the database only when something is overdue.
 */
export async function readStandstill(
  deps: DashboardDeps,
  overdue: readonly OverdueJob[],
  { scheduler, lastDispatchAt }: OwnDispatching,
): Promise<Standstill | null> {
  const instants = overdue.map(({ since }) => since.getTime());
  if (instants.length === 0) return null;
  const isAwake = lastDispatchAt !== null && deps.clock.now().getTime() - lastDispatchAt.getTime() <= SILENT_MS;
  if (isAwake || (await isDriven(deps, new Date(Math.max(...instants))))) return null;
  return {
    why: scheduler === "embedded" ? "silent" : "none",
    since: new Date(Math.min(...instants)),
    jobNames: overdue.map(({ jobName }) => jobName),
  };
}

/** Whether anybody moved a schedule on since then, or the platform or a tick called and was let in. */
async function isDriven({ db }: DashboardDeps, since: Date): Promise<boolean> {
  const [found] = await db.$queryRaw<{ driven: boolean }[]>`
    select exists (select 1 from cron_calls where at >= ${since} and status < 400
                      and (path = '/api/cron/tick' or agent like 'vercel-cron/%'))
        or exists (select 1 from cron_schedules where last_slot >= ${since}) as driven`;
  return found?.driven ?? false;
}
