import { timingOf } from "../cron/schedule-settings.ts";
import { nextSlot } from "../cron/timing.ts";
import type { DashboardDeps } from "./deps.ts";
import { type Ahead, slotsAhead } from "./schedule-ahead.ts";
import { type Lane, readLane } from "./schedule-board.ts";
import { recordOf, type ScheduleRow } from "./schedule-row.ts";

/** Schedules that a job's page shows in full; a job has rarely more than one. */
const MOST_SCHEDULES = 10;
const NEXT_RUNS = 10;

/** A job's schedules, each with its next ten slots however far they lie; `more` when it has others. */
export async function readJobSchedules(
  deps: DashboardDeps,
  jobName: string,
): Promise<{ lanes: Lane[]; more: boolean }> {
  const rows = await deps.db.cronSchedule.findMany({
    where: { jobName },
    orderBy: { id: "asc" },
    take: MOST_SCHEDULES + 1,
  });
  const lanes = await Promise.all(rows.slice(0, MOST_SCHEDULES).map((row) => laneOf(deps, row)));
  return { lanes: lanes.filter((lane) => lane !== null), more: rows.length > MOST_SCHEDULES };
}

async function laneOf(deps: DashboardDeps, row: ScheduleRow): Promise<Lane | null> {
  const lane = await readLane(deps, row.id);
  return lane && { ...lane, ahead: nextTen(row, lane, deps.clock.now()) };
}

function nextTen(row: ScheduleRow, { schedule, holds, takenOut, ahead }: Lane, now: Date): Ahead {
  if (schedule.status === "removed") return ahead;
  const record = recordOf(row);
  const timing = timingOf(record.settings, record.anchorAt);
  let to = now;
  for (let count = 0; count < NEXT_RUNS; count += 1) to = nextSlot(timing, to) ?? to;
  return slotsAhead(record, { from: now, to, holds, takenOut: new Set(takenOut.map((at) => at.getTime())) });
}
