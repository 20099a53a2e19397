import type { JobSchedule } from "./expressions.ts";
import { calendarDayAt, instantsOf, knowsZone, neighbourDay, zonedDay } from "./zoned-days.ts";

/** When a slot has to be done: so long after it, or at the next so-and-so o'clock after it. */
export type FinishBy =
  | { kind: "within"; seconds: number }
  /** `time` as `HH:MM`; without a zone on the clocks of the job's schedule. */
  | { kind: "time"; time: string; timezone?: string };

export const withinSeconds = (seconds: number): FinishBy => ({ kind: "within", seconds });
export const byTime = (time: string, timezone?: string): FinishBy => {
  return { kind: "time", time, ...(timezone !== undefined && { timezone }) };
};

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;
const MAX_SECONDS = 31 * 86_400;

/** What is wrong with a deadline, in a sentence with its fix; null when nothing is. */
export function finishByProblem(finishBy: FinishBy, schedule: JobSchedule): string | null {
  if (schedule.kind === "none") return "finishBy needs a schedule: without slots there is no deadline; leave it out";
  if (finishBy.kind === "within") {
    const fits = Number.isInteger(finishBy.seconds) && finishBy.seconds >= 1 && finishBy.seconds <= MAX_SECONDS;
    return fits ? null : `finishBy must be 1 to ${MAX_SECONDS} whole seconds after the slot, it is ${finishBy.seconds}`;
  }
  if (!TIME.test(finishBy.time)) return `finishBy must be a time of day as "06:00", it is "${finishBy.time}"`;
  const { timezone = "UTC" } = finishBy;
  return knowsZone(timezone) ? null : `finishBy has the zone "${timezone}", which is not an IANA time zone`;
}

/**
 * The instant by which a slot has to be done. A time of day that the clocks skip is the first instant after the gap; of
 * one that they show twice the first counts. Pure.
 * @param scheduleZone whose clocks a time without a zone of its own means
 */
export function finishByDeadline(finishBy: FinishBy, slot: Date, scheduleZone: string): Date {
  if (finishBy.kind === "within") return new Date(slot.getTime() + finishBy.seconds * 1000);
  const { time, timezone = scheduleZone } = finishBy;
  const today = calendarDayAt(timezone, slot.getTime());
  const days = [today, neighbourDay(today, 1)];
  const instants = days.map((day) => firstInstant(zonedDay(timezone, day), minuteOfDay(time)));
  return new Date(instants.find((at) => at > slot.getTime()) ?? slot.getTime());
}

function minuteOfDay(time: string): number {
  const [, hour, minute] = TIME.exec(time) ?? [];
  return Number(hour) * 60 + Number(minute);
}

function firstInstant(day: ReturnType<typeof zonedDay>, minute: number): number {
  const [first] = instantsOf(day, minute);
  return first ?? day.changeAt ?? Number.NaN;
}
