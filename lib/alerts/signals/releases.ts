import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { Prisma } from "../../db.ts";
import type { Signal } from "../words/incident.ts";
import { type Installation, type SignalReader, type SignalReads, unresolvedOf } from "./signal-reads.ts";

/** When each job of a release runs by itself, in a line, by the job's name. */
type JobTimes = Readonly<Record<string, string>>;

/** What a release changed of the jobs of the one before it. */
interface ReleaseChange {
  added: string[];
  removed: string[];
  rescheduled: string[];
}

/** Releases are told for a day: then what they changed is no news any more. */
const NEWS_MS = 86_400_000;

/** What was before so many releases was always there. */
const KEPT_RELEASES = 100n;

const recorded = new WeakSet<Installation>();

/**
 * Writes down what this release has, unless the latest one that was written down is the same. To be called in an
 * evaluator's turn; only the first of a process does anything, so that processes of two releases side by side, while one
 * takes the other's place, do not write in turns.
 */
export async function recordRelease({
  db,
  jobs,
  now,
  installation,
}: Pick<SignalReads, "db" | "jobs" | "now" | "installation">): Promise<void> {
  if (recorded.has(installation)) return;
  const { release } = installation;
  const times = jobTimes(jobs);
  const latest = await db.jobRelease.findFirst({ orderBy: { id: "desc" } });
  const isKnown = latest?.release === release && isSame(latest.jobs, times);
  if (!isKnown) {
    const { id } = await db.jobRelease.create({ data: { at: now, release, jobs: times } });
    await db.jobRelease.deleteMany({ where: { id: { lte: id - KEPT_RELEASES } } });
  }
  recorded.add(installation);
}

/** Since when each job of this release has been in every release; what was never written down is new. */
export async function readKnownSince({ db, jobs, now }: Pick<SignalReads, "db" | "jobs" | "now">) {
  const rows = await db.jobRelease.findMany({ orderBy: { id: "desc" } });
  return new Map(jobs.map(({ name }) => [name, knownSince(rows, name) ?? now]));
}

/** The instant of the oldest of the newest releases that all have the job; null when the newest has not. Pure. */
function knownSince(newestFirst: readonly { at: Date; jobs: Prisma.JsonValue }[], name: string): Date | null {
  const lacking = newestFirst.findIndex(({ jobs }) => !Object.hasOwn(timesIn(jobs), name));
  const having = lacking === -1 ? newestFirst : newestFirst.slice(0, lacking);
  return having.at(-1)?.at ?? null;
}

/** `release`: the newest release, if it is new and changed which jobs there are or when they run. */
export const releaseSignals: SignalReader = async (reads) => {
  const { db, now } = reads;
  const [newest, before] = await db.jobRelease.findMany({ orderBy: { id: "desc" }, take: 2 });
  const over = (subject: string): Signal => ({ rule: "release", subject, at: now, says: "right" });
  const told = newest && before ? releaseSignal(reads, newest, timesIn(before.jobs)) : null;
  const others = unresolvedOf(reads, "release").filter(({ subject }) => subject !== told?.subject);
  return [...(told ? [told] : []), ...others.map(({ subject }) => over(subject))];
};

interface NewestRelease {
  id: bigint;
  at: Date;
  release: string | null;
  jobs: Prisma.JsonValue;
}

function releaseSignal(
  { rule, now }: SignalReads,
  { id, at, release, jobs }: NewestRelease,
  before: JobTimes,
): Signal | null {
  const { enabled, severity } = rule("release");
  const { added, removed, rescheduled } = releaseChange(before, timesIn(jobs));
  const isNews = now.getTime() - at.getTime() < NEWS_MS && added.length + removed.length + rescheduled.length > 0;
  if (!enabled || !isNews) return null;
  const about = { rule: "release", subject: `release:${release ?? id}`, at, jobName: null, category: null } as const;
  return { ...about, says: "wrong", severity, facts: { names: { added, removed, rescheduled } } };
}

/** Pure. */
function releaseChange(before: JobTimes, after: JobTimes): ReleaseChange {
  const has = (times: JobTimes) => (name: string) => Object.hasOwn(times, name);
  const names = Object.keys(after).sort();
  return {
    added: names.filter((name) => !has(before)(name)),
    removed: Object.keys(before)
      .filter((name) => !has(after)(name))
      .sort(),
    rescheduled: names.filter((name) => has(before)(name) && before[name] !== after[name]),
  };
}

function jobTimes(jobs: readonly AnyJob[]): JobTimes {
  return Object.fromEntries(jobs.map(({ name, schedule }) => [name, timesOf(schedule)]));
}

function timesOf(schedule: AnyJob["schedule"]): string {
  switch (schedule.kind) {
    case "cron":
      return `${schedule.expression} ${schedule.timezone}`;
    case "interval":
      return `every ${schedule.everySeconds} s`;
    case "date":
      return schedule.at.toISOString();
    case "none":
      return "";
  }
}

/** As `recordRelease` wrote it. */
const timesIn = (jobs: Prisma.JsonValue): JobTimes => jobs as Record<string, string>;

const isSame = (stored: Prisma.JsonValue, times: JobTimes): boolean => {
  const { added, removed, rescheduled } = releaseChange(timesIn(stored), times);
  return added.length + removed.length + rescheduled.length === 0;
};
