import { type JobSchedule, nextInstant } from "../../lib/cron/schedule.ts";

export interface ScheduledJob {
  name: string;
  schedule: JobSchedule;
  /** How long a run takes, from history; null before the first. */
  expectedMs: number | null;
}

export interface UpcomingRun {
  at: Date;
  jobName: string;
  expectedMs: number | null;
  /** Jobs that are expected to be still at work at this time. */
  overlaps: string[];
  /** How many jobs begin in this minute, this one included. */
  herd: number;
}

/** Slots of one job that are listed; a job that runs every minute for a week has more. */
const MAX_SLOTS = 20_000;

/** Every scheduled run from `from` (exclusive) until `until`, in order of time. Pure. */
export function upcomingRuns(jobs: readonly ScheduledJob[], from: Date, until: Date): UpcomingRun[] {
  const starts = jobs.flatMap((job) => slotsOf(job, from, until).map((at) => ({ at, job })));
  starts.sort((a, b) => a.at.getTime() - b.at.getTime());
  const herds = Map.groupBy(starts, ({ at }) => at.getTime());
  const busy = new Map<string, { since: Date; until: number }>();
  return starts.map(({ at, job }) => {
    const overlaps = [...busy].filter(([, run]) => run.since < at && run.until > at.getTime()).map(([name]) => name);
    busy.set(job.name, { since: at, until: at.getTime() + (job.expectedMs ?? 0) });
    return { at, jobName: job.name, expectedMs: job.expectedMs, overlaps, herd: herds.get(at.getTime())?.length ?? 1 };
  });
}

function slotsOf({ schedule }: ScheduledJob, from: Date, until: Date): Date[] {
  const slots: Date[] = [];
  let slot = nextInstant(schedule, from);
  for (; slot && slot <= until && slots.length < MAX_SLOTS; slot = nextInstant(schedule, slot)) slots.push(slot);
  return slots;
}
