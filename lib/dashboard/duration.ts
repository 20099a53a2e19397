import type { Words } from "../i18n/words.ts";

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
