import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { planSync, type ScheduleRecord } from "../../cron/schedules/record.ts";
import { declaredSettings, registryScheduleId } from "../../cron/schedules/settings.ts";
import type { Db } from "../../db.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";
import { holdsOf, nextToRun } from "./schedule-ahead.ts";
import { recordOf, type ScheduleRow } from "./schedule-row.ts";
import { type Pause, pauseIn, readJobHolds, readPauseOfAll } from "./scheduler.ts";
import { byStartMinute, type ComingSchedule, MINUTE_MS, minuteOf, spreadMs, startMinutes } from "./starts.ts";

/** Schedules of one job that are looked at for its next run, those that are due first. */
const PER_JOB = 20;

/**
 * The enabled schedules of the code's jobs that can be planned, those that fall due first, then those that the code declares and no
 * scheduler has stored: where the platform alone calls, none ever does. With six statements.
 * @param before leaves out those whose next slot lies there or later
 */
export async function readComing(
  deps: DashboardDeps,
  { before, limit }: { before?: Date; limit: number },
): Promise<{ schedules: ComingSchedule[]; hasMore: boolean }> {
  const rows = await deps.db.cronSchedule.findMany({
    where: {
      ...{ enabled: true, removedAt: null, nextRunAt: { not: null }, parkedReason: null },
      jobName: { in: deps.jobs.map(({ name }) => name) },
      ...(before && { nextSlot: { lt: before } }),
    },
    orderBy: [{ nextRunAt: "asc" }, { id: "asc" }],
    take: limit + 1,
  });
  return { schedules: await toComing(deps, rows.slice(0, limit), deps.jobs), hasMore: rows.length > limit };
}

/** When each of the given jobs runs next by itself; null for one that nothing will start. With seven statements. */
export async function readNextRunByJob(
  deps: DashboardDeps,
  jobs: readonly AnyJob[],
): Promise<ReadonlyMap<string, Date | null>> {
  const found = await deps.db.$queryRaw<{ id: string }[]>`
    select s.id from unnest(${jobs.map(({ name }) => name)}::text[]) as n(name)
     cross join lateral (
           select id from cron_schedules
            where job_name = n.name and enabled and removed_at is null and next_run_at is not null
              and parked_reason is null
            order by next_run_at limit ${PER_JOB}) as s`;
  const rows = await deps.db.cronSchedule.findMany({ where: { id: { in: found.map(({ id }) => id) } } });
  const from = deps.clock.now();
  const next = new Map<string, Date | null>(jobs.map(({ name }) => [name, null]));
  for (const coming of await toComing(deps, rows, jobs)) {
    const { jobName } = coming.record;
    const at = nextToRun(coming.record, { from, ...coming });
    const known = next.get(jobName) ?? null;
    if (at && (known === null || at < known)) next.set(jobName, at);
  }
  return next;
}

/** The instants at which a schedule will run, past all holds and slots that people took out, oldest first. */
function* runsAhead({ record, ...held }: ComingSchedule, from: Date): Generator<Date, void> {
  for (let at = nextToRun(record, { from, ...held }); at; at = nextToRun(record, { from: at, ...held })) yield at;
}

/** Slots of these schedules ahead that people took out. */
export async function readTakenOut(
  db: Db,
  { ids, now }: { ids: readonly string[]; now: Date },
): Promise<ReadonlyMap<string, Date[]>> {
  const skips = await db.cronScheduleSkip.findMany({
    where: { scheduleId: { in: [...ids] }, slot: { gt: now } },
    orderBy: { slot: "asc" },
    select: { scheduleId: true, slot: true },
    take: 1000,
  });
  const bySchedule = Map.groupBy(skips, ({ scheduleId }) => scheduleId);
  return new Map([...bySchedule].map(([id, ofIt]) => [id, ofIt.map(({ slot }) => slot)]));
}

/** @param jobs whose declared schedules belong to them, where they are not stored */
async function toComing(
  deps: DashboardDeps,
  rows: readonly ScheduleRow[],
  jobs: readonly AnyJob[],
): Promise<ComingSchedule[]> {
  const now = deps.clock.now();
  const ids = rows.map(({ id }) => id);
  const names = new Set([...rows.map(({ jobName }) => jobName), ...jobs.map(({ name }) => name)]);
  const [jobHolds, everything, takenOut, declared] = await Promise.all([
    readJobHolds(deps, [...names]),
    readPauseOfAll(deps),
    readTakenOut(deps.db, { ids, now }),
    readUnstored(deps, jobs),
  ]);
  const coming = (record: ScheduleRecord, pause: Pause | null): ComingSchedule[] => {
    const job = findJob(deps.jobs, record.jobName);
    const jobHold = jobHolds.get(record.jobName);
    if (!job || !jobHold) return [];
    const holds = holdsOf({ enabled: record.settings.enabled, pause }, jobHold, everything);
    const outOfIt = new Set(takenOut.get(record.id)?.map((at) => at.getTime()));
    return [{ record, holds, takenOut: outOfIt, delayMs: spreadMs(record.settings.delaySeconds, job) }];
  };
  return [
    ...rows.flatMap((row) => coming(recordOf(row), pauseIn(row, now))),
    ...declared.flatMap((record) => coming(record, null)),
  ];
}

async function readUnstored({ db, clock }: DashboardDeps, jobs: readonly AnyJob[]): Promise<ScheduleRecord[]> {
  const stored = await db.cronSchedule.findMany({
    where: { id: { in: jobs.map(registryScheduleId) } },
    select: { id: true },
  });
  const known = new Set(stored.map(({ id }) => id));
  return jobs.filter((job) => !known.has(registryScheduleId(job))).flatMap((job) => declaredRecord(job, clock.now()));
}

/** Who delivers the slots decides when they are looked at, not when they are. */
const ANY_DELIVERY = { watchAfterSeconds: () => null, graceSeconds: 0 };

/** As a scheduler would store it. An interval's grid begins only when one does, so that before it has no next run. */
function declaredRecord(job: AnyJob, now: Date): ScheduleRecord[] {
  const settings = declaredSettings(job, ANY_DELIVERY);
  if (settings === null || settings.kind === "interval") return [];
  const declaration = { id: registryScheduleId(job), jobName: job.name, name: job.name, settings };
  return planSync([], [declaration], { now }).map((write) => ({ ...write, lastSlot: null }));
}

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

/** The next run of each of the `limit` schedules that fall due first, soonest first; none of what is held still for good. */
export async function readNextRunOfEach(deps: DashboardDeps, limit: number): Promise<NextRun[]> {
  const { schedules } = await readComing(deps, { limit });
  const from = deps.clock.now();
  return inOrder(schedules.flatMap((coming) => runsOf(coming, { from, limit: 1 }))).slice(0, limit);
}

export interface RunAmongOthers extends NextRun {
  /** Schedules that start in its minute, its own included. */
  herd: number;
}

/** Every slot of all schedules from now (exclusive) until `until`, in order of time, each with what starts beside it. */
export async function readRunsUntil(deps: DashboardDeps, until: Date): Promise<RunAmongOthers[]> {
  const { schedules } = await readComing(deps, { before: until, limit: MOST_SCHEDULES });
  const from = deps.clock.now();
  const to = new Date(minuteOf(until) + MINUTE_MS + Math.max(0, ...schedules.map(({ delayMs }) => delayMs)));
  const together = byStartMinute(schedules.map((coming) => ({ minutes: startMinutes(coming, { from, to }) })));
  const runs = schedules.flatMap((coming) =>
    runsOf(coming, { from, until, limit: MOST_SLOTS }).map((run) => {
      const minute = minuteOf(new Date(run.at.getTime() + coming.delayMs));
      return { ...run, herd: together.get(minute)?.length ?? 1 };
    }),
  );
  return inOrder(runs);
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

const inOrder = <T extends NextRun>(runs: T[]): T[] => runs.toSorted((a, b) => a.at.getTime() - b.at.getTime());
