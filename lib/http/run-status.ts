import type { RunStatus } from "../cron/vocabulary.ts";
import { type ApiStatus, apiStatusOf } from "../dashboard/status-words.ts";

export interface AnswerStatus {
  /** `execution.status` of the answer. */
  word: ApiStatus;
  /** HTTP status of an answer about a run in this state. */
  http: 200 | 202 | 409 | 500;
  /** `success` of the answer: only a run that did its work says true. */
  success: boolean;
}

/** What an answer says about each word; states map to words in lib/dashboard/status-words.ts (details page). */
const BY_WORD: Record<ApiStatus, Omit<AnswerStatus, "word">> = {
  success: { http: 200, success: true },
  partial: { http: 200, success: true },
  failed: { http: 500, success: false },
  cancelled: { http: 409, success: false },
  skipped: { http: 200, success: false },
  queued: { http: 202, success: false },
  retrying: { http: 202, success: false },
  started: { http: 202, success: false },
};

export function answerStatus(state: RunStatus): AnswerStatus {
  const word = apiStatusOf(state);
  return { word, ...BY_WORD[word] };
}
