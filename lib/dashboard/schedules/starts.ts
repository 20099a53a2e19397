import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { ScheduleRecord } from "../../cron/schedules/record.ts";
import { type Hold, nextToRun } from "./schedule-ahead.ts";

/**
 * The one reader of which schedules start in a minute: board, doctor, editor, preview route and CLI ask it. A start is a
 * slot that will run by itself, past all holds and slots that people took out, late by its job's spread. Pure.
 */

/** A schedule as it is in force now, with all that keeps its slots from running. */
export interface ComingSchedule {
  record: ScheduleRecord;
  holds: readonly Hold[];
  /** Slots ahead that people took out, in ms. */
  takenOut: ReadonlySet<number>;
  /** What the job's `spreadSeconds` adds to each start. */
  delayMs: number;
}

/** A time that lies ahead: after `from`, up to `to`. */
export interface TimeAhead {
  from: Date;
  to: Date;
}

export const MINUTE_MS = 60_000;

/** The begin of the minute in which an instant lies, in ms. */
export const minuteOf = (at: Date) => Math.floor(at.getTime() / MINUTE_MS) * MINUTE_MS;

/** What a job's `spreadSeconds` adds; a longer delay is the wait for a platform's call, not a later start. */
export function spreadMs(delaySeconds: number, job: Pick<AnyJob, "spreadSeconds"> | null): number {
  return delaySeconds <= (job?.spreadSeconds ?? 0) ? delaySeconds * 1000 : 0;
}

/** The first start after an instant; null when none comes by itself. */
function nextStart({ record, delayMs, ...held }: ComingSchedule, after: Date): Date | null {
  const slot = nextToRun(record, { from: new Date(after.getTime() - delayMs), ...held });
  return slot && new Date(slot.getTime() + delayMs);
}

/** The first starts of a time, at most `limit` of them. */
export function firstStarts(coming: ComingSchedule, { from, to }: TimeAhead, limit: number): Date[] {
  const starts: Date[] = [];
  for (let at = nextStart(coming, from); at && at <= to && starts.length < limit; at = nextStart(coming, at)) {
    starts.push(at);
  }
  return starts;
}

/** The minutes of a time in which a schedule starts, however often in each: a day has 1,440 at most. */
export function startMinutes(coming: ComingSchedule, { from, to }: TimeAhead): number[] {
  const minutes: number[] = [];
  for (let at = nextStart(coming, from); at && at <= to; ) {
    const minute = minuteOf(at);
    minutes.push(minute);
    at = nextStart(coming, new Date(minute + MINUTE_MS - 1));
  }
  return minutes;
}

/** In how many of the given minutes a schedule starts. */
export function countStartMinutes(coming: ComingSchedule, minutes: readonly number[]): number {
  return minutes.filter((minute) => {
    const at = nextStart(coming, new Date(minute - 1));
    return at !== null && minuteOf(at) === minute;
  }).length;
}

/** What starts together, by minute. @param all with the minutes of each, as `startMinutes` gives them */
export function byStartMinute<T extends { minutes: readonly number[] }>(all: readonly T[]): Map<number, T[]> {
  const together = new Map<number, T[]>();
  for (const one of all) {
    for (const minute of one.minutes) {
      const known = together.get(minute);
      if (known) known.push(one);
      else together.set(minute, [one]);
    }
  }
  return together;
}
