import { type ComingSchedule, readComing, runsAhead } from "./coming-schedules.ts";
import type { DashboardDeps } from "./deps.ts";

/** A slot that lies ahead and will run. */
export interface NextRun {
  scheduleId: string;
  jobName: string;
  at: Date;
  /** Of its schedule. */
  zone: string;
}

/** Those that are held still stand in the way of others in the index, but hardly so many. */
const LOOKED_AT_PER_RUN = 10;
/** Schedules that a whole time is read of, and slots of one of them: one that runs every minute for months has more. */
const MOST_SCHEDULES = 10_000;
const MOST_SLOTS = 20_000;

/** The next slots of all schedules, in order of time. */
export async function readNextRuns(deps: DashboardDeps, limit: number): Promise<NextRun[]> {
  const { schedules } = await readComing(deps, { limit: limit * LOOKED_AT_PER_RUN });
  const from = deps.clock.now();
  return inOrder(schedules.flatMap((coming) => runsOf(coming, { from, limit }))).slice(0, limit);
}

/** Every slot of all schedules from now (exclusive) until `until`, in order of time. */
export async function readRunsUntil(deps: DashboardDeps, until: Date): Promise<NextRun[]> {
  const { schedules } = await readComing(deps, { before: until, limit: MOST_SCHEDULES });
  const from = deps.clock.now();
  return inOrder(schedules.flatMap((coming) => runsOf(coming, { from, until, limit: MOST_SLOTS })));
}

function runsOf(
  coming: ComingSchedule,
  { from, until, limit }: { from: Date; until?: Date; limit: number },
): NextRun[] {
  const { id: scheduleId, jobName, settings } = coming.record;
  const runs: NextRun[] = [];
  for (const at of runsAhead(coming, from)) {
    if ((until && at > until) || runs.length === limit) break;
    runs.push({ scheduleId, jobName, at, zone: settings.timezone });
  }
  return runs;
}

const inOrder = (runs: NextRun[]) => runs.toSorted((a, b) => a.at.getTime() - b.at.getTime());
