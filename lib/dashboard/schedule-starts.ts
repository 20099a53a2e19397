import type { AnyJob } from "../cron/define-job.ts";
import { type ComingSchedule, readComing } from "./coming-schedules.ts";
import { type DashboardDeps, findJob } from "./deps.ts";
import { slotsAhead } from "./schedule-ahead.ts";
import { findHerds, findOverlaps, type Herd, type Overlap, type Start } from "./schedule-herds.ts";

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
  const from = deps.clock.now();
  const to = new Date(from.getTime() + DAY_MS);
  const { schedules, hasMore } = await readComing(deps, { before: to, limit: MAX_LOOKED_AT });
  const jobOf = (name: string) => findJob(deps.jobs, name);
  const starts = schedules
    .filter((coming) => !isHeld(coming))
    .flatMap((coming) => startsOf(coming, { job: jobOf(coming.record.jobName), from, to, expectedMs }));
  const oneAtATime = starts.filter(({ jobName }) => runsOneAtATime(jobOf(jobName)));
  return {
    herds: findHerds(starts),
    overlaps: findOverlaps(oneAtATime),
    lookedAt: schedules.length,
    hasMore,
  };
}

/** What people hold still now meets nobody, though its pause may end today; a pause of everything is shown as such. */
const isHeld = ({ holds }: ComingSchedule) => holds.some((hold) => hold.of !== "everything");

interface Horizon {
  job: AnyJob | null;
  from: Date;
  to: Date;
  expectedMs: ReadonlyMap<string, number | null>;
}

function startsOf({ record, takenOut }: ComingSchedule, { job, from, to, expectedMs }: Horizon): Start[] {
  const { id: scheduleId, jobName } = record;
  const ahead = slotsAhead(record, { from, to, holds: [], takenOut });
  if (ahead.kind === "band") return [];
  const delayMs = spreadMs(record.settings.delaySeconds, job);
  const slots = ahead.slots.filter(({ fate }) => fate === "expected");
  return slots.map(({ at }) => ({
    ...{ scheduleId, jobName, expectedMs: expectedMs.get(jobName) ?? null },
    at: new Date(at.getTime() + delayMs),
  }));
}

/** What a job's `spreadSeconds` adds; a longer delay is the wait for a platform's call, not a later start. */
function spreadMs(delaySeconds: number, job: AnyJob | null): number {
  return delaySeconds <= (job?.spreadSeconds ?? 0) ? delaySeconds * 1000 : 0;
}

function runsOneAtATime(job: AnyJob | null): boolean {
  return job !== null && job.overlap !== "allow" && (job.concurrency ?? 1) === 1 && job.concurrencyKey === undefined;
}
