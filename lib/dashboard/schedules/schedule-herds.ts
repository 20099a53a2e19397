import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { type DashboardDeps, findJob } from "../words/deps.ts";
import { readComing } from "./coming-schedules.ts";
import { MAX_SLOTS } from "./schedule-ahead.ts";
import { byStartMinute, firstStarts, MINUTE_MS, startMinutes } from "./starts.ts";

/** Schedules whose starts meet, and runs of one job that would meet themselves. Pure. */

/** A start that lies ahead, with the length its job's runs usually have; null before there were any. */
export interface Start {
  scheduleId: string;
  jobName: string;
  at: Date;
  expectedMs: number | null;
}

/** A schedule with the minutes in which it starts (their begins, in ms). */
export interface StartingSchedule extends Omit<Start, "at"> {
  minutes: readonly number[];
}

/** Several schedules that start in one minute. */
export interface Herd {
  /** The first time they meet. */
  at: Date;
  /** How often the same schedules meet within the time looked at. */
  times: number;
  members: { scheduleId: string; jobName: string }[];
  /** Where others could go: each to a quiet minute. Empty where all of them start all day long. */
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

/** Two may meet; from here on it is a herd. */
const MIN_HERD = 3;
/** A move goes at least so far: an odd minute that nobody else thinks of. */
const FIRST_MOVE_MINUTES = 7;
const MOVE_APART_MINUTES = 5;
/** A move that finds no minute of its own within an hour goes where the fewest start. */
const MOVE_WITHIN_MINUTES = 60;
const SPREAD_PER_MEMBER_SECONDS = 120;

/** Minutes in which three schedules or more start, the largest first; the same company is told once. */
export function findHerds(schedules: readonly StartingSchedule[]): Herd[] {
  const together = byStartMinute(schedules);
  const herds = new Map<string, Herd>();
  for (const [minute, members] of [...together].toSorted(([a], [b]) => a - b)) {
    if (members.length < MIN_HERD) continue;
    const company = members.map(({ scheduleId }) => scheduleId).join(" ");
    const known = herds.get(company);
    if (known) known.times += 1;
    else herds.set(company, herdAt(minute, members, together));
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

/** What starts all day long stays, as no minute is free of it, and so does the longest-running one of the others. */
function herdAt(minute: number, schedules: readonly StartingSchedule[], busy: ReadonlyMap<number, unknown[]>): Herd {
  const inOrder = schedules.toSorted(
    (a, b) =>
      Number(isAllDay(b)) - Number(isAllDay(a)) ||
      (b.expectedMs ?? 0) - (a.expectedMs ?? 0) ||
      (a.scheduleId < b.scheduleId ? -1 : 1),
  );
  const members = inOrder.map(({ scheduleId, jobName }) => ({ scheduleId, jobName }));
  let at = minute + FIRST_MOVE_MINUTES * MINUTE_MS;
  const moves = inOrder.slice(1).flatMap((one) => {
    if (isAllDay(one)) return [];
    const free = quietMinute(at, busy);
    at = free + MOVE_APART_MINUTES * MINUTE_MS;
    return { scheduleId: one.scheduleId, at: new Date(free) };
  });
  return { at: new Date(minute), times: 1, members, moves, spreadSeconds: members.length * SPREAD_PER_MEMBER_SECONDS };
}

const isAllDay = ({ minutes }: StartingSchedule) => minutes.length > MAX_SLOTS;

/** The first minute from `at` on in which nothing starts, or within the next hour the one in which the fewest do. */
function quietMinute(at: number, busy: ReadonlyMap<number, unknown[]>): number {
  const startsIn = (minute: number) => busy.get(minute)?.length ?? 0;
  let quiet = at;
  for (let step = 1; step < MOVE_WITHIN_MINUTES && startsIn(quiet) > 0; step += 1) {
    const minute = at + step * MINUTE_MS;
    if (startsIn(minute) < startsIn(quiet)) quiet = minute;
  }
  return quiet;
}

/** Schedules that are looked at, those that are due first. */
const MAX_LOOKED_AT = 200;
/** Starts of one schedule that are looked at for overlaps: a day of minutes. Of a shorter interval these are the first. */
const MAX_STARTS = 1440;
const DAY_MS = 86_400_000;

export interface Meetings {
  herds: Herd[];
  overlaps: Overlap[];
  /** How many schedules were looked at, and whether there are more. */
  lookedAt: number;
  hasMore: boolean;
}

/**
 * Which starts meet in the next 24 hours.
 * @param expectedMs usual length of a job's runs by its name
 */
export async function readMeetings(
  deps: DashboardDeps,
  expectedMs: ReadonlyMap<string, number | null>,
): Promise<Meetings> {
  const from = deps.clock.now();
  const time = { from, to: new Date(from.getTime() + DAY_MS) };
  const { schedules, hasMore } = await readComing(deps, { before: time.to, limit: MAX_LOOKED_AT });
  const known = schedules.map((coming) => {
    const { id: scheduleId, jobName } = coming.record;
    return { coming, scheduleId, jobName, expectedMs: expectedMs.get(jobName) ?? null };
  });
  const oneAtATime = known.filter(({ jobName }) => runsOneAtATime(findJob(deps.jobs, jobName)));
  return {
    herds: findHerds(known.map((one) => ({ ...one, minutes: startMinutes(one.coming, time) }))),
    overlaps: findOverlaps(
      oneAtATime.flatMap(({ coming, ...start }) =>
        firstStarts(coming, time, MAX_STARTS).map((at) => ({ ...start, at })),
      ),
    ),
    lookedAt: schedules.length,
    hasMore,
  };
}

function runsOneAtATime(job: AnyJob | null): boolean {
  return job !== null && job.overlap !== "allow" && (job.concurrency ?? 1) === 1 && job.concurrencyKey === undefined;
}
