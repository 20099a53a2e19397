import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { previousInstant } from "../../cron/time/expressions.ts";
import type { RunStatus } from "../../cron/words/vocabulary.ts";
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
}

/** What is known about why a job runs or does not. */
export interface ChainFacts extends CallingSetup {
  job: AnyJob;
  now: Date;
  enabled: boolean;
  /** Why it was switched off. */
  notes: string | null;
  /** Its own schedule as people may have changed it; null before a scheduler has stored it. */
  schedule: { id: string; enabled: boolean } | null;
  /** The pause of the job or of everything that holds now. */
  pause: JobPause | null;
  /** The latest call for it of the last day, if a release that lacks the job answered it. */
  unknownCall: { at: Date; release: string | null } | null;
  /** The run of the latest slot, if there is one. */
  slotRun: { id: string; status: RunStatus; reason: string | null; error: string | null } | null;
  /** When the platform or a dispatcher last began a run of this job. */
  lastCallAt: Date | null;
}

/** A scheduled run that is not there after this time was not called. */
const SLACK_MS = 2 * 60_000;
const DAY_MS = 86_400_000;

/** The latest slot that should have been called by now, or null. */
export function dueSlot({ job, now, precisionSeconds }: Pick<ChainFacts, "job" | "now" | "precisionSeconds">) {
  return previousInstant(job.schedule, new Date(now.getTime() - precisionSeconds * 1000 - SLACK_MS));
}

/** Reads what the database knows about a job's running, with seven small statements. */
export async function readChainFacts(deps: DashboardDeps, job: AnyJob, setup: CallingSetup): Promise<ChainFacts> {
  const now = deps.clock.now();
  const slot = dueSlot({ job, now, precisionSeconds: setup.precisionSeconds });
  const [[configuration], schedule, pause, unknownCall, slotRun, lastCallAt] = await Promise.all([
    readConfigurations(deps, [job]),
    deps.db.cronSchedule.findUnique({ where: { id: `job:${job.name}` }, select: { id: true, enabled: true } }),
    readJobPause(deps, job.name),
    readUnknownCall(deps, job),
    readSlotRun(deps, job, slot),
    readLastCall(deps, job),
  ]);
  const { enabled = true, notes = null } = configuration ?? {};
  return { ...setup, job, now, enabled, notes, schedule, pause, unknownCall, slotRun, lastCallAt };
}

/** A later slot's run will do as well: the latest one may have come meanwhile. */
async function readSlotRun({ db }: DashboardDeps, job: AnyJob, slot: Date | null): Promise<ChainFacts["slotRun"]> {
  if (slot === null) return null;
  const run = await db.cronJobLog.findFirst({
    where: { jobName: job.name, scheduledFor: { gte: slot }, startedAt: { gte: slot } },
    orderBy: { startedAt: "desc" },
    select: { id: true, status: true, reason: true, errorMessage: true },
  });
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

/** The log of calls is read by its index on the status: refused calls are few, and sampled. */
async function readUnknownCall({ db, clock }: DashboardDeps, job: AnyJob): Promise<ChainFacts["unknownCall"]> {
  const paths = [job.name, ...(job.aliases ?? [])].map((name) => `/api/cron/${name}`);
  const since = new Date(clock.now().getTime() - DAY_MS);
  const call = await db.cronCall.findFirst({
    where: { status: 404, path: { in: paths }, at: { gte: since } },
    orderBy: { at: "desc" },
    select: { at: true, release: true },
  });
  if (call === null) return null;
  const later = await db.cronJobLog.findFirst({
    where: { jobName: job.name, startedAt: { gt: call.at } },
    orderBy: { startedAt: "desc" },
    select: { id: true },
  });
  return later === null ? call : null;
}
