import { type Lane, readLane } from "../schedules/schedule-board.ts";
import type { DashboardDeps } from "../words/deps.ts";

/** Schedules that a job's page shows in full; a job has rarely more than one. */
const MOST_SCHEDULES = 10;

/** A job's schedules, each with its next ten slots however far they lie; `more` when it has others. */
export async function readJobSchedules(
  deps: DashboardDeps,
  jobName: string,
): Promise<{ lanes: Lane[]; more: boolean }> {
  const rows = await deps.db.cronSchedule.findMany({
    where: { jobName },
    orderBy: { id: "asc" },
    select: { id: true },
    take: MOST_SCHEDULES + 1,
  });
  const lanes = await Promise.all(rows.slice(0, MOST_SCHEDULES).map(({ id }) => readLane(deps, id)));
  return { lanes: lanes.filter((lane) => lane !== null), more: rows.length > MOST_SCHEDULES };
}
