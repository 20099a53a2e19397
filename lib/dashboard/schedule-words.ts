import cronstrue from "cronstrue";
import "cronstrue/locales/ko.js";
import type { ScheduleSettings } from "../cron/schedule-settings.ts";
import type { Locale } from "../i18n/locales.ts";
import { wordsIn } from "../i18n/words.ts";
import { formatDuration } from "./duration.ts";
import { exactUtc } from "./relative-time.ts";
import type { TriggerEntry } from "./schedule-entry.ts";

/**
 * A five-field expression in words, such as "At 02:00, only on Monday". The registry has checked that it is valid.
 * For the server only: the words of two languages are too much for a browser.
 */
export function scheduleWords(expression: string, locale: Locale): string {
  return cronstrue.toString(expression, { use24HourTimeFormat: true, locale });
}

/** What fires a schedule, in words: "At 02:00", "Every 1 m 30 s", "Once, 2026-11-21 08:03:00 UTC". */
export function triggerWords(
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
export function timingWords(timing: TriggerEntry, locale: Locale): string {
  const none = { expression: null, everySeconds: null, runAt: null };
  switch (timing.kind) {
    case "cron":
      return triggerWords({ ...none, kind: "cron", expression: timing.expression }, locale);
    case "interval":
      return triggerWords({ ...none, kind: "interval", everySeconds: timing.seconds }, locale);
    case "date":
      return triggerWords({ ...none, kind: "date", runAt: timing.at }, locale);
  }
}
