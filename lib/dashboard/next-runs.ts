import { registryScheduleId } from "../cron/admit.ts";
import { timingOf } from "../cron/schedule-settings.ts";
import { nextSlot, type Timing } from "../cron/timing.ts";
import { type DashboardDeps, findJob } from "./deps.ts";
import { declaredTiming } from "./past-slots.ts";
import { scheduleEntry } from "./schedule-entry.ts";
import { recordOf } from "./schedule-row.ts";

/** A slot that lies ahead. */
export interface NextRun {
  jobName: string;
  at: Date;
  /** Of its schedule. */
  zone: string;
}

/** A schedule from its first coming slot on. */
interface Coming {
  jobName: string;
  zone: string;
  first: Date;
  timing: Timing;
  endsAt: Date | null;
}

/** The next slots of all schedules, in order of time. @param enabled names of the jobs that are to run at all */
export async function readNextRuns(
  deps: DashboardDeps,
  { enabled, limit }: { enabled: ReadonlySet<string>; limit: number },
): Promise<NextRun[]> {
  const notBefore = await readHold(deps);
  if (notBefore === "never") return [];
  const coming = [...(await readStored(deps, limit)), ...(await readDeclared(deps))];
  return nextRuns(
    coming.filter(({ jobName }) => enabled.has(jobName)),
    { notBefore, limit },
  );
}

/** When the pause of everything ends; null when nothing is paused. */
async function readHold({ db, clock }: DashboardDeps): Promise<Date | "never" | null> {
  const hold = await db.cronSchedulerState.findUnique({ where: { id: 1 } });
  if (!hold?.pausedAt || (hold.pausedUntil !== null && hold.pausedUntil <= clock.now())) return null;
  return hold.pausedUntil ?? "never";
}

interface Wanted {
  /** Slots before are skipped. */
  notBefore: Date | null;
  limit: number;
}

/** Pure. */
function nextRuns(schedules: readonly Coming[], wanted: Wanted): NextRun[] {
  const slots = schedules.flatMap((schedule) => slotsOf(schedule, wanted));
  return slots.toSorted((a, b) => a.at.getTime() - b.at.getTime()).slice(0, wanted.limit);
}

function slotsOf({ jobName, zone, first, timing, endsAt }: Coming, { notBefore, limit }: Wanted): NextRun[] {
  const runs: NextRun[] = [];
  const begin = notBefore && notBefore > first ? nextSlot(timing, new Date(notBefore.getTime() - 1)) : first;
  for (let at: Date | null = begin; at && runs.length < limit; at = nextSlot(timing, at)) {
    if (endsAt && at > endsAt) break;
    runs.push({ jobName, at, zone });
  }
  return runs;
}

/** Those that are held still stand in the way of others in the index, but hardly so many. */
const PER_RUN = 10;

/** The schedules that fall due first: no later one can be among the next runs. */
async function readStored(deps: DashboardDeps, limit: number): Promise<Coming[]> {
  const now = deps.clock.now();
  const rows = await deps.db.cronSchedule.findMany({
    where: { nextRunAt: { not: null }, enabled: true, removedAt: null },
    orderBy: { nextRunAt: "asc" },
    take: limit * PER_RUN,
  });
  return rows.flatMap((row) => {
    const { nextRunTime } = scheduleEntry(row, { job: findJob(deps.jobs, row.jobName), now, lastRunTime: null });
    const { settings, anchorAt, jobName } = recordOf(row);
    if (!nextRunTime) return [];
    const timing = timingOf(settings, anchorAt);
    const first = nextRunTime > now ? nextRunTime : nextSlot(timing, now);
    return first ? [{ jobName, zone: settings.timezone, first, timing, endsAt: row.endsAt }] : [];
  });
}

/** What the code declares and no scheduler has stored: where the platform alone calls, none ever does. */
async function readDeclared({ db, jobs, clock }: DashboardDeps): Promise<Coming[]> {
  const stored = await db.cronSchedule.findMany({
    where: { id: { in: jobs.map(registryScheduleId) } },
    select: { id: true },
  });
  const now = clock.now();
  return jobs.flatMap((job) => {
    const timing = stored.some(({ id }) => id === registryScheduleId(job)) ? null : declaredTiming(job, now);
    const first = timing && nextSlot(timing, now);
    const zone = job.schedule.kind === "cron" ? job.schedule.timezone : "UTC";
    return timing && first ? [{ jobName: job.name, zone, first, timing, endsAt: null }] : [];
  });
}
