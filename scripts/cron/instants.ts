import { readInstant, wholeSecond } from "../../lib/cron/time/instant.ts";
import { type CommandInput, UsageError } from "./command.ts";

/** An instant from an option: ISO 8601, or a time from now on such as `2h`, to the second. Null when it was not given. @throws UsageError */
export function instantOption(input: CommandInput, name: string): Date | null {
  const text = input.text(name);
  return text === null ? null : readInstantOption(`--${name}`, text);
}

/** @param name what it is, for the message @throws UsageError */
export function readInstantOption(name: string, text: string): Date {
  if (/^\d+[a-z]$/.test(text)) return wholeSecond(new Date(Date.now() + parseDuration(name, text)));
  return instantFrom(name, text, "in ISO 8601 or a time such as 2h");
}

/** An instant in ISO 8601 as the API's queries take it: UTC without an offset, wherever this runs. @throws UsageError */
export function isoInstantOf(name: string, text: string): Date {
  return instantFrom(name, text, "in ISO 8601 such as 2026-01-31T08:00:00Z");
}

function instantFrom(name: string, text: string, expected: string): Date {
  const read = readInstant(text);
  if (read.kind === "instant") return read.at;
  if (read.kind === "outside") throw new UsageError(`${name}: expected a year from 1 to 9999 by UTC, got "${text}"`);
  throw new UsageError(`${name}: expected an instant ${expected}, got "${text}"`);
}

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `10m`, `2h` or `1d` in milliseconds. @throws UsageError */
export function parseDuration(name: string, text: string): number {
  const [, count, unit = ""] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit];
  if (count !== undefined && unitMs !== undefined) return Number(count) * unitMs;
  throw new UsageError(`${name}: expected a time such as 90s, 10m, 2h or 1d, got "${text}"`);
}
