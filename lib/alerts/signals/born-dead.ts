import type { AnyJob } from "../../cron/jobs/define-job.ts";
import {
  DEFAULT_SETTINGS,
  firstSlot,
  registryScheduleId,
  type ScheduleSettings,
  timingOf,
} from "../../cron/schedules/settings.ts";
import { latestSlot } from "../../cron/time/timing.ts";
import type { RunStatus, Trigger } from "../../cron/words/vocabulary.ts";
import { effectiveLimits } from "../../platform/settings.ts";
import type { IncidentFacts, Signal } from "../words/incident.ts";
import { subjects } from "../words/vocabulary.ts";
import { readKnownSince } from "./releases.ts";
import { type Installation, type SignalReader, type SignalReads, unresolvedOf } from "./signal-reads.ts";

/** A job of which no run ever succeeded, as its rows show it. */
interface Unborn {
  job: AnyJob;
  /** Its own schedule as it is in force; null while no dispatcher has stored it. */
  stored: { settings: ScheduleSettings; anchorAt: Date; nextSlot: Date | null; lastSlot: Date | null } | null;
  /** What people said; null: as the code says. */
  enabled: boolean | null;
  /** The latest run that was attempted or waits; `dueAt` while it waits. */
  run: { status: RunStatus; dueAt: Date | null; facts: NonNullable<IncidentFacts["run"]> } | null;
  /** Since when releases here have it. */
  knownSince: Date;
}

/** The chain counts a slot as not called only after this time and the platform's own lateness. */
const CHAIN_SLACK_MS = 3 * 60_000;
/** A run that waits for so long although it is due waits for nobody. */
const UNBEGUN_MS = 5 * 60_000;

/** `born_dead`: no run of a job has succeeded so long after its first slot; named by the chain of its page. */
export const bornDeadSignals: SignalReader = async (reads) => {
  const unborn = await readUnborn(reads);
  const dead = unborn.filter((one) => isBornDead(reads, one));
  const wrong: Signal[] = [];
  for (const one of isSilenceTold(reads) ? dead : []) wrong.push(...(await bornDead(reads, one)));
  const still = new Set(dead.map(({ job }) => subjects.job(job.name)));
  const over = unresolvedOf(reads, "born_dead").filter(({ subject }) => !still.has(subject));
  return [
    ...wrong,
    ...over.map(({ subject }): Signal => ({ rule: "born_dead", subject, at: reads.now, says: "right" })),
  ];
};

/** After a time in which nobody looked, whoever dispatches catches up first. Calls of the platform have no such moment. */
const isSilenceTold = ({ awake, installation }: SignalReads) => awake || installation.onPlatform;

/** Whether it should have been born by now. One whose first run is still at work, and one that nobody asked for, are not dead. */
function isBornDead({ rule, installation, now }: SignalReads, unborn: Unborn): boolean {
  const { job, enabled, run } = unborn;
  const { enabled: holds, numbers } = rule("born_dead", job);
  const isAskedFor = enabled ?? job.enabledByDefault ?? true;
  const wasSwitchedOff = enabled === false && (job.enabledByDefault ?? true);
  const slot = holds && (isAskedFor || wasSwitchedOff) && !isAtWork(run, now) ? firstSlotOf(unborn) : null;
  return slot !== null && now.getTime() >= slot.getTime() + marginMs(numbers.marginSeconds, installation);
}

/** Begun, or waiting for a worker that may still come. */
function isAtWork(run: Unborn["run"], now: Date): boolean {
  if (run === null) return false;
  const isAwaited = run.dueAt !== null && now.getTime() - run.dueAt.getTime() < UNBEGUN_MS;
  return run.status === "started" || run.status === "retrying" || isAwaited;
}

/** The platform has its own lateness before anybody may say that it did not call. */
function marginMs(marginSeconds: number, { onPlatform, platform }: Installation): number {
  const lateMs = onPlatform ? effectiveLimits(platform.settings).precisionSeconds * 1000 : 0;
  return Math.max(marginSeconds * 1000, lateMs + CHAIN_SLACK_MS);
}

/** The first slot that was ever asked for; null when the job has none. Pure. */
function firstSlotOf({ job, stored, knownSince }: Pick<Unborn, "job" | "stored" | "knownSince">): Date | null {
  // No slot has had its ending: the next one is the first.
  if (stored && stored.lastSlot === null) return stored.nextSlot;
  if (stored) return firstSlot(stored.settings, { anchorAt: stored.anchorAt, now: knownSince });
  const declared = declaredTiming(job);
  return declared && firstSlot(declared, { anchorAt: knownSince, now: knownSince });
}

function declaredTiming({ schedule }: AnyJob): ScheduleSettings | null {
  switch (schedule.kind) {
    case "none":
      return null;
    case "cron":
    case "interval":
      return { ...DEFAULT_SETTINGS, ...schedule };
    case "date":
      return { ...DEFAULT_SETTINGS, kind: "date", runAt: schedule.at.toISOString() };
  }
}

/** Nothing while the cause is being found out, and nothing of what people hold still on purpose. */
async function bornDead(reads: SignalReads, { job, run, stored }: Unborn): Promise<Signal[]> {
  const { rule, installation } = reads;
  const cause = await installation.whyNotRunning(job);
  if (cause === null || cause === "paused") return [];
  const { name, description, category } = job;
  const facts = { job: { name, description, category }, ...(cause !== "unknown" && { code: cause }), ...runFacts(run) };
  const about = { rule: "born_dead", subject: subjects.job(name), jobName: name, category } as const;
  const at = latestDueBefore(reads, { job, stored });
  return [{ ...about, at, says: "wrong", severity: rule("born_dead", job).severity, facts }];
}

/** Each slot that goes by without a success says it anew: who ended the incident by hand hears of the next one. */
function latestDueBefore({ now }: SignalReads, { job, stored }: Pick<Unborn, "job" | "stored">): Date {
  const settings = stored?.settings ?? declaredTiming(job);
  return (settings && latestSlot(timingOf(settings, stored?.anchorAt ?? now), now)) ?? now;
}

const runFacts = (run: Unborn["run"]): Pick<IncidentFacts, "run"> => (run === null ? {} : { run: run.facts });

/** Those of the registry that never succeeded: usually none, and then it is one statement. */
async function readUnborn(reads: SignalReads): Promise<Unborn[]> {
  const names = reads.jobs.map(({ name }) => name);
  const rows = await reads.db.$queryRaw<{ name: string; enabled: boolean | null }[]>`
    select n.name, (select c.enabled from cron_job_config c where c.job_name = n.name) as enabled
      from unnest(${names}::text[]) as n(name)
     where not exists (select 1 from cron_job_stats_hourly s where s.job_name = n.name and s.completed + s.partial > 0)
       and not exists (select 1 from cron_job_logs l where l.job_name = n.name and l.status in ('completed', 'partial'))`;
  if (rows.length === 0) return [];
  const enabled = new Map(rows.map((row) => [row.name, row.enabled]));
  const jobs = reads.jobs.filter(({ name }) => enabled.has(name));
  const knownSince = await readKnownSince(reads);
  const schedules = await readSchedules(reads, jobs);
  const runs = await readLatestRuns(reads, jobs);
  return jobs.map((job) => ({
    job,
    stored: schedules.get(job.name) ?? null,
    enabled: enabled.get(job.name) ?? null,
    run: runs.get(job.name) ?? null,
    knownSince: knownSince.get(job.name) ?? reads.now,
  }));
}

async function readSchedules({ db }: SignalReads, jobs: readonly AnyJob[]) {
  const rows = await db.cronSchedule.findMany({ where: { id: { in: jobs.map(registryScheduleId) }, removedAt: null } });
  return new Map(
    rows.map((row): [string, NonNullable<Unborn["stored"]>] => {
      const { expression, timezone, everySeconds, nextSlot, lastSlot } = row;
      const instants = { runAt: row.runAt, startsAt: row.startsAt, endsAt: row.endsAt };
      const told = Object.fromEntries(Object.entries(instants).map(([name, at]) => [name, at?.toISOString() ?? null]));
      const kind = row.kind as ScheduleSettings["kind"];
      const settings = { ...DEFAULT_SETTINGS, expression, timezone, everySeconds, kind, ...told };
      return [row.jobName, { settings, anchorAt: row.anchorAt ?? row.createdAt, nextSlot, lastSlot }];
    }),
  );
}

interface LatestRun {
  jobName: string;
  id: string;
  status: RunStatus;
  dueAt: Date | null;
  trigger: Trigger;
  slot: Date | null;
  attempts: number;
  maxAttempts: number;
  durationMs: number | null;
  error: string | null;
}

async function readLatestRuns({ db }: SignalReads, jobs: readonly AnyJob[]) {
  const rows = await db.$queryRaw<LatestRun[]>`
    select l.* from unnest(${jobs.map(({ name }) => name)}::text[]) as n(name)
     cross join lateral (
       select r.job_name as "jobName", r.id::text, r.status, r.next_attempt_at as "dueAt", r.trigger, r.scheduled_for as slot, r.attempts::int,
              r.max_attempts::int as "maxAttempts", r.duration_ms as "durationMs", left(r.error_message, 300) as error
         from cron_job_logs r where r.job_name = n.name and (r.attempt_started_at is not null or r.next_attempt_at is not null)
        order by r.started_at desc limit 1) l`;
  return new Map(rows.map((row): [string, NonNullable<Unborn["run"]>] => [row.jobName, runOf(row)]));
}

function runOf({ id, status, dueAt, trigger, slot, attempts, maxAttempts, durationMs, error }: LatestRun) {
  const facts = { id, trigger, slot: slot?.toISOString() ?? null, attempts, maxAttempts, durationMs, error };
  return { status, dueAt, facts };
}
