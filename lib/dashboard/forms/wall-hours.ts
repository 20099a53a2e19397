import { type CalendarDay, calendarDayAt, neighbourDay, type ZonedDay, zonedDay } from "../../cron/time/zoned-days.ts";

/** An hour as the clocks of a zone show it: 60 minutes, but where they change it may be shorter, or come twice. */
export interface WallHour {
  at: Date;
  /** Its end, not included. */
  until: Date;
  /** 0 to 23, as the clocks show it. */
  hour: number;
  /** The clocks have been put back: it comes the second time. */
  again: boolean;
}

export interface WallDay {
  /** `2026-03-08`. */
  date: string;
  /** In the order of time. An hour that the clocks skip is missing. */
  hours: WallHour[];
}

const HOUR_MS = 3_600_000;
const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/** The last `count` days of a zone's calendar, that of `now` first. */
export function wallDays(zone: string, now: Date, count: number): WallDay[] {
  const days: WallDay[] = [];
  for (let day = calendarDayAt(zone, now.getTime()); days.length < count; day = neighbourDay(day, -1)) {
    days.push(wallDay(zone, day));
  }
  return days;
}

/** The hour of a zone that an instant lies in. */
export function wallHourAt(zone: string, at: Date): WallHour {
  const { hours } = wallDay(zone, calendarDayAt(zone, at.getTime()));
  const found = hours.find((hour) => hour.at <= at && hour.until > at);
  if (!found) throw new Error(`Expected ${at.toISOString()} to lie in an hour of its day in ${zone}`);
  return found;
}

/** How many hours the day has: 24, but for those on which the clocks change. */
export function lengthOf({ hours }: WallDay): number {
  return hours.reduce((sum, { at, until }) => sum + until.getTime() - at.getTime(), 0) / HOUR_MS;
}

function wallDay(zone: string, day: CalendarDay): WallDay {
  const zoned = zonedDay(zone, day);
  const date = new Date(Date.UTC(day.year, day.month - 1, day.day)).toISOString().slice(0, 10);
  const hours = HOURS.flatMap((hour) => piecesOf(zoned, hour));
  return { date, hours: hours.sort((a, b) => a.at.getTime() - b.at.getTime()) };
}

/** An hour's time before the change of offset and after it; on most days there is no change, and one of them. */
function piecesOf({ year, month, day, before, after, changeAt }: ZonedDay, hour: number): WallHour[] {
  const wall = Date.UTC(year, month - 1, day, hour);
  const change = changeAt ?? Number.POSITIVE_INFINITY;
  const early = { from: wall - before, until: Math.min(wall + HOUR_MS - before, change) };
  const late = { from: Math.max(wall - after, change), until: wall + HOUR_MS - after };
  const pieces = [early, late].filter(({ from, until }) => from < until);
  return pieces.map(({ from, until }, index) => {
    return { at: new Date(from), until: new Date(until), hour, again: index > 0 };
  });
}
