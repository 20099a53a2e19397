import { nearestKeptInstant } from "../../cron/time/instant.ts";
import { Prisma } from "../../db.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A range of whole hours, `to` exclusive and open when null: what the hourly statistics can answer for exactly. */
export interface Window {
  readonly from: Date;
  readonly to: Date | null;
}

/** From the hour in which `now - days` lies until now (engine-schema.md 12). */
export function lastDays(days: number, now: Date): Window {
  return { from: nearestKeptInstant(floorHour(new Date(now.getTime() - days * DAY_MS))), to: null };
}

/** The whole hours that contain the range. */
export function wholeHours(from: Date, to: Date | null): Window {
  const end = to === null ? null : nearestKeptInstant(floorHour(new Date(to.getTime() + HOUR_MS - 1)));
  return { from: floorHour(from), to: end };
}

export function isWholeHour(at: Date): boolean {
  return at.getTime() % HOUR_MS === 0;
}

export function floorHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / HOUR_MS) * HOUR_MS);
}

/** Length of the window in whole days, an open one measured up to `now`: the hour it begins early does not count. */
export function windowDays(window: Window, now: Date): number {
  return Math.floor(((window.to ?? now).getTime() - window.from.getTime()) / DAY_MS);
}

/** `column` within the window, as SQL. */
export function within(column: "hour" | "started_at", window: Window): Prisma.Sql {
  const name = Prisma.raw(column);
  return window.to === null
    ? Prisma.sql`${name} >= ${window.from}`
    : Prisma.sql`${name} >= ${window.from} and ${name} < ${window.to}`;
}
