import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";
import { type ComingSchedule, readComing } from "./coming-schedules.ts";
import { slotsAhead } from "./schedule-ahead.ts";

/** Schedules whose starts meet, and runs of one job that would meet themselves. Pure. */

/** A start that lies ahead, with the length its job's runs usually have; null before there were any. */
export interface Start {
  scheduleId: string;
  jobName: string;
  at: Date;
  expectedMs: number | null;
}

/** Several schedules that start in one minute. */
export interface Herd {
  /** The first time they meet. */
  at: Date;
  /** How often the same schedules meet within the time looked at. */
  times: number;
  members: { scheduleId: string; jobName: string }[];
  /** Where the others could go: each to a minute in which nothing starts. */
  moves: { scheduleId: string; at: Date }[];
  /** Seconds over which `spreadSeconds` would take them apart. */
  spreadSeconds: number;
}

/** Two starts of one job, the second while the first still runs. */
export interface Overlap {
  jobName: string;
  first: Start;
  second: Start;
  /** How often within the time looked at. */
  times: number;
}

const MINUTE_MS = 60_000;
/** Two may meet; from here on it is a herd. */
const MIN_HERD = 3;
/** A move goes at least so far: an odd minute that nobody else thinks of. */
const FIRST_MOVE_MINUTES = 7;
const MOVE_APART_MINUTES = 5;
const SPREAD_PER_MEMBER_SECONDS = 120;

/** Starts by the minute in which they lie (its begin, in ms). */
export function startsByMinute<T extends { at: Date }>(starts: readonly T[]): Map<number, T[]> {
  return Map.groupBy(starts, ({ at }) => Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS);
}

/** Minutes in which three schedules or more start, the largest first; the same company is told once. */
export function findHerds(starts: readonly Start[]): Herd[] {
  const byMinute = startsByMinute(starts);
  const busy = new Set(byMinute.keys());
  const herds = new Map<string, Herd>();
  for (const [minute, together] of [...byMinute].toSorted(([a], [b]) => a - b)) {
    const members = [...new Map(together.map((start) => [start.scheduleId, start])).values()];
    if (members.length < MIN_HERD) continue;
    const company = members
      .map(({ scheduleId }) => scheduleId)
      .toSorted()
      .join(" ");
    const known = herds.get(company);
    if (known) known.times += 1;
    else herds.set(company, herdAt(minute, members, busy));
  }
  return [...herds.values()].toSorted((a, b) => b.members.length - a.members.length || b.times - a.times);
}

/** Starts of one job that come while an earlier one is likely to run still; each pair of schedules is told once. */
export function findOverlaps(starts: readonly Start[]): Overlap[] {
  const overlaps = new Map<string, Overlap>();
  for (const ofJob of Map.groupBy(starts, ({ jobName }) => jobName).values()) {
    const inOrder = ofJob.toSorted((a, b) => a.at.getTime() - b.at.getTime());
    for (const [index, second] of inOrder.entries()) {
      const first = inOrder[index - 1];
      if (!first || second.at.getTime() >= first.at.getTime() + (first.expectedMs ?? 0)) continue;
      const pair = `${first.scheduleId} ${second.scheduleId}`;
      const known = overlaps.get(pair);
      if (known) known.times += 1;
      else overlaps.set(pair, { jobName: first.jobName, first, second, times: 1 });
    }
  }
  return [...overlaps.values()];
}

/** The longest-running one stays: what waits for it has the least to lose. */
function herdAt(minute: number, starts: readonly Start[], busy: ReadonlySet<number>): Herd {
  const inOrder = starts.toSorted(
    (a, b) => (b.expectedMs ?? 0) - (a.expectedMs ?? 0) || (a.scheduleId < b.scheduleId ? -1 : 1),
  );
  const members = inOrder.map(({ scheduleId, jobName }) => ({ scheduleId, jobName }));
  let at = minute + FIRST_MOVE_MINUTES * MINUTE_MS;
  const moves = members.slice(1).map(({ scheduleId }) => {
    while (busy.has(at)) at += MINUTE_MS;
    const move = { scheduleId, at: new Date(at) };
    at += MOVE_APART_MINUTES * MINUTE_MS;
    return move;
  });
  return { at: new Date(minute), times: 1, members, moves, spreadSeconds: members.length * SPREAD_PER_MEMBER_SECONDS };
}

/** Schedules that are looked at, those that are due first. */
const MAX_LOOKED_AT = 200;
const DAY_MS = 86_400_000;

export interface Meetings {
  herds: Herd[];
  overlaps: Overlap[];
  /** How many schedules were looked at, and whether there are more. */
  lookedAt: number;
  hasMore: boolean;
}

/**
 * Which starts meet in the next 24 hours. Schedules that start all day long (more than can be told apart) meet
 * everything and are left out.
 * @param expectedMs usual length of a job's runs by its name
 */
export async function readMeetings(
  deps: DashboardDeps,
  expectedMs: ReadonlyMap<string, number | null>,
): Promise<Meetings> {
  const from = deps.clock.now();
  const to = new Date(from.getTime() + DAY_MS);
  const { schedules, hasMore } = await readComing(deps, { before: to, limit: MAX_LOOKED_AT });
  const jobOf = (name: string) => findJob(deps.jobs, name);
  const starts = schedules
    .filter((coming) => !isHeld(coming))
    .flatMap((coming) => startsOf(coming, { job: jobOf(coming.record.jobName), from, to, expectedMs }));
  const oneAtATime = starts.filter(({ jobName }) => runsOneAtATime(jobOf(jobName)));
  return {
    herds: findHerds(starts),
    overlaps: findOverlaps(oneAtATime),
    lookedAt: schedules.length,
    hasMore,
  };
}

/** What people hold still now meets nobody, though its pause may end today; a pause of everything is shown as such. */
const isHeld = ({ holds }: ComingSchedule) => holds.some((hold) => hold.of !== "everything");

interface Horizon {
  job: AnyJob | null;
  from: Date;
  to: Date;
  expectedMs: ReadonlyMap<string, number | null>;
}

function startsOf({ record, takenOut }: ComingSchedule, { job, from, to, expectedMs }: Horizon): Start[] {
  const { id: scheduleId, jobName } = record;
  const ahead = slotsAhead(record, { from, to, holds: [], takenOut });
  if (ahead.kind === "band") return [];
  const delayMs = spreadMs(record.settings.delaySeconds, job);
  const slots = ahead.slots.filter(({ fate }) => fate === "expected");
  return slots.map(({ at }) => ({
    ...{ scheduleId, jobName, expectedMs: expectedMs.get(jobName) ?? null },
    at: new Date(at.getTime() + delayMs),
  }));
}

/** What a job's `spreadSeconds` adds; a longer delay is the wait for a platform's call, not a later start. */
function spreadMs(delaySeconds: number, job: AnyJob | null): number {
  return delaySeconds <= (job?.spreadSeconds ?? 0) ? delaySeconds * 1000 : 0;
}

function runsOneAtATime(job: AnyJob | null): boolean {
  return job !== null && job.overlap !== "allow" && (job.concurrency ?? 1) === 1 && job.concurrencyKey === undefined;
}
