import type { Words } from "../../i18n/words.ts";
import { exactIn } from "./zone.ts";

const UNITS = [
  ["days", 86_400_000],
  ["hours", 3_600_000],
  ["minutes", 60_000],
  ["seconds", 1000],
] as const;

/** Milliseconds in words of at most two units: `420 ms`, `4.2 s`, `4 m 12 s`, `3 d 2 h`. Never negative. */
export function formatDuration(words: Words, ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return words("duration.milliseconds", { count: whole });
  if (whole < 9_950) return words("duration.seconds", { count: Math.round(whole / 100) / 10 });
  return twoUnits(words, Math.round(whole / 1000) * 1000);
}

function twoUnits(words: Words, ms: number): string {
  const first = UNITS.findIndex(([, size]) => ms >= size);
  const [unit, size] = UNITS[first] ?? UNITS[3];
  const count = Math.floor(ms / size);
  const [nextUnit, nextSize] = UNITS[first + 1] ?? [unit, Number.POSITIVE_INFINITY];
  const rest = Math.floor((ms - count * size) / nextSize);
  const main = words(`duration.${unit}`, { count });
  return rest > 0 ? `${main} ${words(`duration.${nextUnit}`, { count: rest })}` : main;
}

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
