import { nextSlot, type Timing } from "../../lib/cron/timing.ts";

export interface UpcomingSchedule {
  jobName: string;
  timing: Timing;
  /** Slots before are not run: it is paused, or begins then. */
  notBefore: Date | null;
  endsAt: Date | null;
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

/** Slots of one schedule that are listed; one that runs every minute for months has more. */
const MAX_SLOTS = 20_000;
const MINUTE_MS = 60_000;

/** Every scheduled run from `from` (exclusive) until `until`, in order of time. Pure. */
export function upcomingRuns(schedules: readonly UpcomingSchedule[], from: Date, until: Date): UpcomingRun[] {
  const starts = schedules.flatMap((schedule) => slotsOf(schedule, from, until).map((at) => ({ at, ...schedule })));
  starts.sort((a, b) => a.at.getTime() - b.at.getTime());
  const herds = Map.groupBy(starts, ({ at }) => Math.floor(at.getTime() / MINUTE_MS));
  const busy = new Map<string, { since: Date; until: number }>();
  return starts.map(({ at, jobName, expectedMs }) => {
    const overlaps = [...busy].filter(([, run]) => run.since < at && run.until > at.getTime()).map(([name]) => name);
    busy.set(jobName, { since: at, until: at.getTime() + (expectedMs ?? 0) });
    const herd = new Set(herds.get(Math.floor(at.getTime() / MINUTE_MS))?.map((start) => start.jobName)).size;
    return { at, jobName, expectedMs, overlaps, herd };
  });
}

function slotsOf({ timing, notBefore, endsAt }: UpcomingSchedule, from: Date, until: Date): Date[] {
  const slots: Date[] = [];
  const begin = notBefore !== null && notBefore > from ? new Date(notBefore.getTime() - 1) : from;
  const end = endsAt !== null && endsAt < until ? endsAt : until;
  let slot = nextSlot(timing, begin);
  for (; slot && slot <= end && slots.length < MAX_SLOTS; slot = nextSlot(timing, slot)) slots.push(slot);
  return slots;
}
