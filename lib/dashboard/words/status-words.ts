import { FAILED_STATUSES, isOneOf, RUN_STATUSES, type RunStatus } from "../../cron/words/vocabulary.ts";
import { words as english } from "../../i18n/messages/en/words.ts";
import type { Words } from "../../i18n/words.ts";

/** The words in which the API tells how a run ended; a run that has not ended is named by its state. */
export const API_STATUSES = [
  "success",
  "partial",
  "failed",
  "cancelled",
  "skipped",
  "started",
  "queued",
  "retrying",
] as const;
export type ApiStatus = (typeof API_STATUSES)[number];

/** The API's word for a run's state (details.md, "One table maps state to API status"). */
export function apiStatusOf(state: RunStatus): ApiStatus {
  switch (state) {
    case "completed":
      return "success";
    case "failed":
    case "timed_out":
    case "abandoned":
      return "failed";
    case "skipped":
    case "missed":
      return "skipped";
    case "partial":
    case "cancelled":
    case "started":
    case "queued":
    case "retrying":
      return state;
  }
}

/**
 * The states a `status=` filter stands for, or null for an unknown word. Taken are the API's words, the synonym
 * `error`, and exact states; where both mean something (`failed`, `skipped`) the API's wider sense wins.
 */
export function statesOf(word: string): readonly RunStatus[] | null {
  if (word === "error") return FAILED_STATUSES;
  const meant = RUN_STATUSES.filter((state) => apiStatusOf(state) === word);
  if (meant.length > 0) return meant;
  return isOneOf(RUN_STATUSES, word) ? [word] : null;
}

/** Why a run stands as it does, from the word its row keeps; one that has no translation (any more) is told as it is. */
export function reasonWords(words: Words, reason: string): string {
  return isKnown(reason) ? words(`reason.${reason}`) : reason.replaceAll("_", " ");
}

function isKnown(reason: string): reason is keyof typeof english.reason {
  return Object.hasOwn(english.reason, reason);
}
