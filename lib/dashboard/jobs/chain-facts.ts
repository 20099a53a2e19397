import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { registryScheduleId, type ScheduleSettings, timingOf } from "../../cron/schedules/settings.ts";
import { previousInstant } from "../../cron/time/expressions.ts";
import { latestSlot } from "../../cron/time/timing.ts";
import type { RunStatus } from "../../cron/words/vocabulary.ts";
import type { Db, Prisma } from "../../db.ts";
import type { DoorAnswer } from "../../platform/door.ts";
import { callingPaths, TICK_PATH } from "../../platform/platform-crons.ts";
import type { PlatformSettings } from "../../platform/settings.ts";
import { recordOf, type ScheduleRow } from "../schedules/schedule-row.ts";
import type { DashboardDeps } from "../words/deps.ts";
import { readConfigurations } from "./job-configuration.ts";
import { type JobPause, readJobPause } from "./job-subject.ts";

/** How this installation is set up to have its jobs called. */
export interface CallingSetup {
  /** What SCHEDULER comes to here. */
  scheduler: "embedded" | "none";
  /** A call of the platform may come this much later than its minute. */
  precisionSeconds: number;
  /** Paths that vercel.json calls. */
  paths: readonly string[];
  /** What is asked of the platform that calls; null where none does. */
  platform: PlatformSettings | null;
  /** Whether this process has a CRON_SECRET that lets somebody in. */
  hasSecret: boolean;
  /** What a call of the job's path meets at the public address; null while nobody has asked. */
  door: DoorAnswer | null;
}

/** What is known about why a job runs or does not. */
export interface ChainFacts extends CallingSetup {
  job: AnyJob;
  now: Date;
  enabled: boolean;
  /** Why it was switched off. */
  notes: string | null;
  /** Its own schedule as people may have changed it; null before a scheduler has stored it. */
  schedule: { id: string; settings: ScheduleSettings } | null;
  /** The pause of the job or of everything that holds now. */
  pause: JobPause | null;
  /** The latest call for it of the last day, if a release that lacks the job answered it. */
  unknownCall: { at: Date; release: string | null } | null;
  /** The latest call for it of the last day, if it was let do nothing and nothing ran since. */
  refusedCall: { at: Date; status: number } | null;
  /** The latest slot that should have been called by now; null when none was ever asked for. */
  slot: Date | null;
  /** What became of that very slot; null when nothing came for it. */
  slotRun: { id: string; status: RunStatus; reason: string | null; error: string | null } | null;
  /** When the platform or a dispatcher last began a run of this job. */
  lastCallAt: Date | null;
}

/** A scheduled run that is not there after this time was not called. */
const SLACK_MS = 2 * 60_000;
const DAY_MS = 86_400_000;

/** Reads what the database knows about a job's running, with eleven small statements. */
export async function readChainFacts(deps: DashboardDeps, job: AnyJob, setup: CallingSetup): Promise<ChainFacts> {
  const now = deps.clock.now();
  const [[configuration], due, pause, unknownCall, refusedCall, lastCallAt] = await Promise.all([
    readConfigurations(deps, [job]),
    readDue(deps.db, job, new Date(now.getTime() - setup.precisionSeconds * 1000 - SLACK_MS)),
    readJobPause(deps, job.name),
    readUnknownCall(deps, job),
    readRefusedCall(deps, job, setup),
    readLastCall(deps, job),
  ]);
  const { enabled = true, notes = null } = configuration ?? {};
  return { ...setup, ...due, job, now, enabled, notes, pause, unknownCall, refusedCall, lastCallAt };
}

type Due = Pick<ChainFacts, "schedule" | "slot" | "slotRun">;

/** The latest slot at or before `before` by the schedule as it is in force, and what became of it. */
async function readDue(db: Db, job: AnyJob, before: Date): Promise<Due> {
  const id = registryScheduleId(job);
  const row = await db.cronSchedule.findUnique({ where: { id } });
  const record = row && recordOf(row);
  const schedule = record && { id, settings: record.settings };
  const slot = record
    ? latestSlot(timingOf(record.settings, record.anchorAt), before)
    : previousInstant(job.schedule, before);
  const slotRun = slot && (await readSlotRun(db, id, slot));
  const isAskedFor = slot !== null && (slotRun !== null || (await wasAskedFor(db, row, slot)));
  return { schedule, slot: isAskedFor ? slot : null, slotRun };
}

/**
 * Slots before the schedule existed, or before it was edited to what it is, are nobody's: its next slot is the first
 * without an ending. Where nothing stores schedules, none is older than the installation.
 */
async function wasAskedFor(db: Db, row: ScheduleRow | null, slot: Date): Promise<boolean> {
  if (row) return row.nextSlot !== null && slot >= row.nextSlot;
  const [installed] = await db.$queryRaw<{ at: Date | null }[]>`select min(started_at) as at from _prisma_migrations`;
  return !installed?.at || slot >= installed.at;
}

/** The slot's own row, that of a later slot that has come meanwhile, or that of the range of slots that holds it. */
async function readSlotRun(db: Db, scheduleId: string, slot: Date): Promise<ChainFacts["slotRun"]> {
  const select = { id: true, status: true, reason: true, errorMessage: true } as const;
  const orderBy = { scheduledFor: "desc" } as const;
  const own = await db.cronJobLog.findFirst({ where: { scheduleId, scheduledFor: { gte: slot } }, orderBy, select });
  const range = { scheduleId, scheduledFor: { lt: slot }, slotUntil: { gte: slot } };
  const run = own ?? (await db.cronJobLog.findFirst({ where: range, select }));
  return run && { id: run.id, status: run.status as RunStatus, reason: run.reason, error: run.errorMessage };
}

async function readLastCall({ db }: DashboardDeps, job: AnyJob): Promise<Date | null> {
  const run = await db.cronJobLog.findFirst({
    where: { jobName: job.name, trigger: { in: ["platform", "schedule"] } },
    orderBy: { startedAt: "desc" },
    select: { createdAt: true },
  });
  return run?.createdAt ?? null;
}

async function readUnknownCall(deps: DashboardDeps, job: AnyJob): Promise<ChainFacts["unknownCall"]> {
  return await readLatestCall(deps, job, { status: 404, path: { in: callingPaths(job) } });
}

/** With another secret or method, or while there was none; the tick stands for all jobs. A scanner is not the platform. */
async function readRefusedCall(
  deps: DashboardDeps,
  job: AnyJob,
  { platform }: CallingSetup,
): Promise<ChainFacts["refusedCall"]> {
  const paths = [...callingPaths(job), TICK_PATH];
  const agent = platform === null ? {} : { agent: { startsWith: "vercel-cron/" } };
  return await readLatestCall(deps, job, { status: { in: [401, 429, 405, 503] }, path: { in: paths }, ...agent });
}

/** The log of calls is read by its index on the status: refused calls are few, and sampled. */
async function readLatestCall(
  { db, clock }: DashboardDeps,
  job: AnyJob,
  where: Prisma.CronCallWhereInput,
): Promise<{ at: Date; status: number; release: string | null } | null> {
  const since = new Date(clock.now().getTime() - DAY_MS);
  const call = await db.cronCall.findFirst({
    where: { ...where, runId: null, at: { gte: since } },
    orderBy: { at: "desc" },
    select: { at: true, status: true, release: true },
  });
  if (call === null) return null;
  const later = await db.cronJobLog.findFirst({
    where: { jobName: job.name, startedAt: { gt: call.at } },
    orderBy: { startedAt: "desc" },
    select: { id: true },
  });
  return later === null ? call : null;
}
