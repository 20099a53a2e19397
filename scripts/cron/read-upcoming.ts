import { registryScheduleId } from "../../lib/cron/admit.ts";
import type { AnyJob } from "../../lib/cron/define-job.ts";
import type { Timing } from "../../lib/cron/timing.ts";
import { listJobs } from "../../lib/dashboard/jobs.ts";
import type { Db } from "../../lib/db.ts";
import type { Connection } from "./connect.ts";
import { type UpcomingRun, type UpcomingSchedule, upcomingRuns } from "./upcoming.ts";

const HOUR_MS = 3_600_000;

type Stored = Awaited<ReturnType<Db["cronSchedule"]["findMany"]>>[number];
type Pause = Pick<Stored, "pausedAt" | "pausedUntil">;

/**
 * The coming runs: of the stored schedules, and of what code declares where no process has stored it yet. Disabled and
 * paused ones are left out. How long each takes is the median of its job's last 30 days.
 */
export async function readUpcoming({ deps }: Pick<Connection, "deps">, hours: number): Promise<UpcomingRun[]> {
  const now = deps.clock.now();
  const [{ jobs }, stored, pauses] = await Promise.all([
    listJobs(deps, { days: 30 }),
    deps.db.cronSchedule.findMany({ where: { removedAt: null } }),
    readPauses(deps.db),
  ]);
  const enabled = new Map(jobs.filter((job) => job.enabled).map((job) => [job.name, job.stats.p50]));
  const declared = deps.jobs.filter((job) => !stored.some((row) => row.id === registryScheduleId(job)));
  const rows = [...stored.filter((row) => row.enabled).map(fromRow), ...declared.flatMap(fromCode)];
  const schedules = rows.flatMap(({ pause, ...row }): UpcomingSchedule[] => {
    const expectedMs = enabled.get(row.jobName);
    if (expectedMs === undefined || row.timing === null) return [];
    const ends = [pause, pauses.get(row.jobName), pauses.get(null)].map((held) => pauseEnd(held, now));
    if (ends.includes("never")) return [];
    return [{ ...row, timing: row.timing, notBefore: latest([row.startsAt, ...ends]), expectedMs }];
  });
  return upcomingRuns(schedules, now, new Date(now.getTime() + hours * HOUR_MS));
}

/** The pauses of jobs by name, and of everything under null. */
async function readPauses(db: Db): Promise<Map<string | null, Pause>> {
  const own = await db.cronJobConfig.findMany({ where: { pausedAt: { not: null } } });
  const general = await db.cronSchedulerState.findUnique({ where: { id: 1 } });
  return new Map<string | null, Pause>([
    ...own.map((row) => [row.jobName, row] as const),
    ...(general ? [[null, general] as const] : []),
  ]);
}

function pauseEnd(pause: Pause | null | undefined, now: Date): Date | "never" | null {
  if (!pause?.pausedAt || (pause.pausedUntil !== null && pause.pausedUntil <= now)) return null;
  return pause.pausedUntil ?? "never";
}

function latest(instants: readonly (Date | "never" | null)[]): Date | null {
  const times = instants.flatMap((at) => (at instanceof Date ? [at.getTime()] : []));
  return times.length === 0 ? null : new Date(Math.max(...times));
}

interface Row {
  jobName: string;
  timing: Timing | null;
  startsAt: Date | null;
  endsAt: Date | null;
  pause: Pause | null;
}

function fromRow(row: Stored): Row {
  const { jobName, startsAt, endsAt } = row;
  return { jobName, startsAt, endsAt, pause: row, timing: timingOfRow(row) };
}

function timingOfRow({ kind, expression, timezone, everySeconds, anchorAt, runAt }: Stored): Timing | null {
  if (kind === "cron") return { kind, expression: expression ?? "", timezone };
  if (kind === "interval" && everySeconds !== null && anchorAt) return { kind, everySeconds, anchor: anchorAt };
  return kind === "date" && runAt ? { kind, at: runAt } : null;
}

/** An interval has no grid before it is stored. */
function fromCode({ name, schedule }: AnyJob): Row[] {
  const row = { jobName: name, startsAt: null, endsAt: null, pause: null };
  return schedule.kind === "cron" || schedule.kind === "date" ? [{ ...row, timing: schedule }] : [];
}
