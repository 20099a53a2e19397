import type { Words } from "../i18n/words.ts";
import { exactIn } from "./zone.ts";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Where `at` lies from `now`, in words: "just now", "12 s ago", "in 3 h", and beyond 30 days the date in the zone. */
export function relativeWords(words: Words, at: Date, { now, zone = "UTC" }: { now: Date; zone?: string }): string {
  const seconds = Math.round((at.getTime() - now.getTime()) / 1000);
  const distance = Math.abs(seconds);
  if (distance < 5) return seconds > 0 ? words("time.now") : words("time.justNow");
  if (distance >= 30 * DAY) return exactIn(at, zone).slice(0, 10);
  return words(seconds > 0 ? "time.ahead" : "time.ago", inUnits(distance));
}

/** The exact instant for people: `2026-11-21 08:03:00 UTC`. */
export function exactUtc(at: Date): string {
  return `${at.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function inUnits(seconds: number) {
  if (seconds < MINUTE) return { count: seconds, unit: "seconds" };
  if (seconds < HOUR) return { count: Math.floor(seconds / MINUTE), unit: "minutes" };
  if (seconds < DAY) return { count: Math.floor(seconds / HOUR), unit: "hours" };
  return { count: Math.floor(seconds / DAY), unit: "days" };
}
