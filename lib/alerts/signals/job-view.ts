import type { AnyJob } from "../../cron/jobs/define-job.ts";
import {
  DEFAULT_SETTINGS,
  registryScheduleId,
  type ScheduleSettings,
  timingOf,
} from "../../cron/schedules/settings.ts";
import type { Timing } from "../../cron/time/timing.ts";
import { NEWEST_OF_JOB, Prisma } from "../../db.ts";
import type { SignalReads } from "./signal-reads.ts";
import { SIGNAL_ROW, type SignalRow } from "./signal-row.ts";

/** Whether anybody expects it to run by itself: `off` is for good, `paused` for a while. */
export type Duty = "on" | "paused" | "off";

/** One job as its rows show it. */
export interface JobView {
  job: AnyJob;
  duty: Duty;
  /** The latest runs and slots, newest first; backfills are left out. */
  rows: readonly SignalRow[];
  /** Its runs that are at work now. */
  running: readonly SignalRow[];
  /** Those in force: the one that the code declares, and of people's some 50. */
  schedules: readonly ScheduleView[];
}

export interface ScheduleView {
  id: string;
  jobName: string;
  name: string;
  timing: Timing;
  timezone: string;
  duty: Duty;
  /** The first slot without an ending. */
  nextSlot: Date | null;
}

/** Enough for the p95 of the latest runs, and for the longest streak that a rule may count. */
const ROWS_PER_JOB = 120;
/** Rows in which an ending since the cursor is looked for: a run is at most so many younger ones late. */
const LOOKED_THROUGH = 50;
const SCHEDULES_PER_JOB = 50;

/** Jobs of which a run or slot got its ending since the cursor: one index range a job, however many rows there are. */
export async function readChangedJobs({ db, jobs, since }: SignalReads): Promise<string[]> {
  const names = jobs.map(({ name }) => name);
  const rows = await db.$queryRaw<{ name: string }[]>`
    select n.name from unnest(${names}::text[]) as n(name)
     where exists (select 1 from (select l.completed_at from cron_job_logs l where ${NEWEST_OF_JOB.where}
                                   order by ${NEWEST_OF_JOB.order} limit ${LOOKED_THROUGH}) latest
                    where latest.completed_at >= ${since})`;
  return rows.map(({ name }) => name);
}

/** Runs that have been at work since then, the oldest first. Only such hold lanes, so the index of lanes holds no others. */
export async function readRunning({ db }: SignalReads, since: Date): Promise<SignalRow[]> {
  return await db.$queryRaw<SignalRow[]>`
    select ${SIGNAL_ROW} from cron_job_logs l
     where l.lane is not null and l.trigger <> 'backfill' and l.started_at < ${since}::timestamptz
     order by l.started_at, l.id limit 1000`;
}

/** The views of these jobs, with three statements; names that this release does not have are left out. */
export async function readJobViews(
  reads: SignalReads,
  names: ReadonlySet<string>,
  running: readonly SignalRow[],
): Promise<JobView[]> {
  const jobs = reads.jobs.filter(({ name }) => names.has(name));
  if (jobs.length === 0) return [];
  const rows = Map.groupBy(await readRows(reads, jobs), ({ jobName }) => jobName);
  const duties = await readDuties(reads, jobs);
  const schedules = Map.groupBy(await readSchedules(reads, jobs), ({ jobName }) => jobName);
  return jobs.map((job) => ({
    job,
    duty: duties.get(job.name) ?? "on",
    rows: rows.get(job.name) ?? [],
    running: running.filter(({ jobName }) => jobName === job.name),
    schedules: schedules.get(job.name) ?? [],
  }));
}

async function readRows({ db }: SignalReads, jobs: readonly AnyJob[]): Promise<SignalRow[]> {
  return await db.$queryRaw<SignalRow[]>`
    select r.* from unnest(${jobs.map(({ name }) => name)}::text[]) as n(name)
     cross join lateral (select ${SIGNAL_ROW} from cron_job_logs l where ${NEWEST_OF_JOB.where} and l.trigger <> 'backfill'
                          order by ${NEWEST_OF_JOB.order} limit ${ROWS_PER_JOB}) r`;
}

/** By the function that the dispatcher asks, so that the two cannot differ. */
async function readDuties({ db, now }: SignalReads, jobs: readonly AnyJob[]): Promise<ReadonlyMap<string, Duty>> {
  const names = jobs.map(({ name }) => name);
  const byDefault = jobs.map(({ enabledByDefault = true }) => enabledByDefault);
  const rows = await db.$queryRaw<{ name: string; idle: "disabled" | "paused" | null }[]>`
    select n.name, cron_idle_reason_v1(n.name, n.by_default, ${now}::timestamptz) as idle
      from unnest(${names}::text[], ${byDefault}::boolean[]) as n(name, by_default)`;
  const words = { disabled: "off", paused: "paused" } as const;
  return new Map(rows.map(({ name, idle }) => [name, idle ? words[idle] : "on"]));
}

/** People may have made a hundred thousand for one job: which of these are read does not matter, so none is sorted. */
async function readSchedules({ db, now }: SignalReads, jobs: readonly AnyJob[]): Promise<ScheduleView[]> {
  const rows = await db.$queryRaw<StoredTiming[]>`
    select s.* from unnest(${jobs.map(({ name }) => name)}::text[], ${jobs.map(registryScheduleId)}::text[]) as n(name, own)
     cross join lateral (
       (select ${storedTiming(now)} from cron_schedules c where c.id = n.own and c.removed_at is null)
       union all
       (select ${storedTiming(now)} from cron_schedules c
         where c.job_name = n.name and c.id <> n.own and c.removed_at is null limit ${SCHEDULES_PER_JOB})) s`;
  return rows.map(scheduleViewOf);
}

/** A schedule's row, as far as its slots follow from it. */
export interface StoredTiming {
  id: string;
  jobName: string;
  name: string;
  kind: ScheduleSettings["kind"];
  expression: string | null;
  timezone: string;
  everySeconds: number | null;
  anchorAt: Date;
  runAt: Date | null;
  nextSlot: Date | null;
  on: boolean;
  paused: boolean;
}

/** The columns of a `StoredTiming`, of a table that is called `c`. */
export const storedTiming = (now: Date) => Prisma.sql`
  c.id, c.job_name as "jobName", c.name, c.kind, c.expression, c.timezone, c.every_seconds as "everySeconds",
  coalesce(c.anchor_at, c.created_at) as "anchorAt", c.run_at as "runAt", c.next_slot as "nextSlot", c.enabled as on,
  cron_is_paused_v1(c.paused_at, c.paused_until, ${now}::timestamptz) as paused`;

export function scheduleViewOf(row: StoredTiming): ScheduleView {
  const { id, jobName, name, kind, expression, timezone, everySeconds, nextSlot } = row;
  const runAt = row.runAt?.toISOString() ?? null;
  const timing = timingOf({ ...DEFAULT_SETTINGS, kind, expression, timezone, everySeconds, runAt }, row.anchorAt);
  const duty = row.on ? (row.paused ? "paused" : "on") : "off";
  return { id, jobName, name, timing, timezone, duty, nextSlot };
}
