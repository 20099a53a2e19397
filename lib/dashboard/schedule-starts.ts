import type { AnyJob } from "../cron/define-job.ts";
import { type DashboardDeps, findJob } from "./deps.ts";
import { type JobHold, pauseIn, readJobHolds } from "./pauses.ts";
import { slotsAhead } from "./schedule-ahead.ts";
import { findHerds, findOverlaps, type Herd, type Overlap, type Start } from "./schedule-herds.ts";
import { recordOf, type ScheduleRow } from "./schedule-row.ts";

/** Schedules that are looked at, those that are due first. */
const MAX_LOOKED_AT = 200;
const DAY_MS = 86_400_000;

export interface Meetings {
  herds: Herd[];
  overlaps: Overlap[];
  /** How many schedules were looked at, and whether there are more. */
  lookedAt: number;
  hasMore: boolean;
}

/**
 * Which starts meet in the next 24 hours. Schedules that start all day long (more than can be told apart) meet
 * everything and are left out.
 * @param expectedMs usual length of a job's runs by its name
 */
export async function readMeetings(
  deps: DashboardDeps,
  expectedMs: ReadonlyMap<string, number | null>,
): Promise<Meetings> {
  const { db, jobs, clock } = deps;
  const from = clock.now();
  const to = new Date(from.getTime() + DAY_MS);
  const rows = await db.cronSchedule.findMany({
    where: { enabled: true, removedAt: null, nextSlot: { lt: to } },
    orderBy: [{ nextSlot: "asc" }, { id: "asc" }],
    take: MAX_LOOKED_AT + 1,
  });
  const lookedAt = rows.slice(0, MAX_LOOKED_AT);
  const holds = await readJobHolds(deps, [...new Set(lookedAt.map(({ jobName }) => jobName))]);
  const running = lookedAt.filter((row) => findJob(jobs, row.jobName) !== null && !isHeld(row, holds, from));
  const starts = running.flatMap((row) => startsOf(row, { jobs, from, to, expectedMs }));
  const oneAtATime = starts.filter(({ jobName }) => runsOneAtATime(findJob(jobs, jobName)));
  return {
    herds: findHerds(starts),
    overlaps: findOverlaps(oneAtATime),
    lookedAt: lookedAt.length,
    hasMore: rows.length > MAX_LOOKED_AT,
  };
}

/** What people hold still now meets nobody, though its pause may end today. */
function isHeld(row: ScheduleRow, holds: ReadonlyMap<string, JobHold>, now: Date): boolean {
  const ofJob = holds.get(row.jobName);
  return pauseIn(row, now) !== null || ofJob?.enabled === false || (ofJob?.pause ?? null) !== null;
}

interface Horizon {
  jobs: readonly AnyJob[];
  from: Date;
  to: Date;
  expectedMs: ReadonlyMap<string, number | null>;
}

function startsOf(row: ScheduleRow, { jobs, from, to, expectedMs }: Horizon): Start[] {
  const { id: scheduleId, jobName } = row;
  const ahead = slotsAhead(recordOf(row), { from, to, holds: [], takenOut: new Set() });
  if (ahead.kind === "band") return [];
  const delayMs = spreadMs(row, findJob(jobs, jobName));
  return ahead.slots.map(({ at }) => ({
    ...{ scheduleId, jobName, expectedMs: expectedMs.get(jobName) ?? null },
    at: new Date(at.getTime() + delayMs),
  }));
}

/** What a job's `spreadSeconds` adds; a longer delay is the wait for a platform's call, not a later start. */
function spreadMs({ delaySeconds }: ScheduleRow, job: AnyJob | null): number {
  return delaySeconds <= (job?.spreadSeconds ?? 0) ? delaySeconds * 1000 : 0;
}

function runsOneAtATime(job: AnyJob | null): boolean {
  return job !== null && job.overlap !== "allow" && (job.concurrency ?? 1) === 1 && job.concurrencyKey === undefined;
}
