import "cronstrue/locales/ko.js";
import cronstrue from "cronstrue";
import type { ScheduleSettings } from "../../cron/schedules/settings.ts";
import type { Locale } from "../../i18n/locales.ts";
import { wordsIn } from "../../i18n/words.ts";
import { exactUtc, formatDuration } from "../words/duration.ts";

/**
 * A five-field expression in words, such as "At 02:00, only on Monday". The registry has checked that it is valid.
 * For the server only: the words of two languages are too much for a browser.
 */
function scheduleWords(expression: string, locale: Locale): string {
  return cronstrue.toString(expression, { use24HourTimeFormat: true, locale });
}

/** What fires a schedule, in words: "At 02:00", "Every 1 m 30 s", "Once, 2026-11-21 08:03:00 UTC". */
export function settingsTimingWords(
  settings: Pick<ScheduleSettings, "kind" | "expression" | "everySeconds" | "runAt">,
  locale: Locale = "en",
): string {
  const words = wordsIn(locale);
  switch (settings.kind) {
    case "cron":
      return scheduleWords(settings.expression ?? "", locale);
    case "interval":
      return words("fires.every", { duration: formatDuration(words, (settings.everySeconds ?? 0) * 1000) });
    case "date":
      return words("fires.once", { at: exactUtc(new Date(settings.runAt ?? Number.NaN)) });
  }
}

/** The same for a trigger as the API tells it. */
export function timingWords(timing: TimingEntry, locale: Locale): string {
  const none = { expression: null, everySeconds: null, runAt: null };
  switch (timing.kind) {
    case "cron":
      return settingsTimingWords({ ...none, kind: "cron", expression: timing.expression }, locale);
    case "interval":
      return settingsTimingWords({ ...none, kind: "interval", everySeconds: timing.seconds }, locale);
    case "date":
      return settingsTimingWords({ ...none, kind: "date", runAt: timing.at }, locale);
  }
}

/** A trigger as `POST /api/admin/schedules` takes it. */
export type TimingEntry =
  | { kind: "cron"; expression: string; timezone: string }
  | { kind: "interval"; seconds: number }
  | { kind: "date"; at: string };

/** What fires a schedule, as the API tells it. */
export function timingEntryOf({
  kind,
  expression,
  timezone,
  everySeconds,
  runAt,
}: Pick<ScheduleSettings, "kind" | "expression" | "timezone" | "everySeconds" | "runAt">): TimingEntry {
  switch (kind) {
    case "cron":
      return { kind, expression: expression ?? "", timezone };
    case "interval":
      return { kind, seconds: everySeconds ?? 0 };
    case "date":
      return { kind, at: runAt ?? "" };
  }
}

/** The expressions that people want most, by a name that the screens have words for. */
export const SCHEDULE_PRESETS = {
  every5: "*/5 * * * *",
  every30: "*/30 * * * *",
  hourly: "0 * * * *",
  every6h: "0 */6 * * *",
  daily: "0 2 * * *",
  weekdays: "0 9 * * 1-5",
  officeHours: "0 9-17 * * 1-5",
  sunday: "0 0 * * 0",
  monthly: "0 0 1 * *",
} as const;
export type SchedulePreset = keyof typeof SCHEDULE_PRESETS;
