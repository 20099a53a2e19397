import type { Words } from "../i18n/words.ts";
import { formatDuration } from "./duration.ts";
import { reasonWords } from "./reason-words.ts";
import type { RunEntry } from "./run-entry.ts";

type Told = Pick<
  RunEntry,
  "state" | "attempts" | "maxAttempts" | "duration" | "details" | "reason" | "stopping" | "progress" | "actor"
>;

/** A run's result in one sentence: "Failed on attempt 3 of 3 after 4 m 12 s: 401 from Meta". */
export function runSentence(words: Words, run: Told): string {
  const { state, attempts, maxAttempts } = run;
  const after = run.duration === null ? "" : words("sentence.after", { duration: formatDuration(words, run.duration) });
  const because = run.details === null ? "" : words("sentence.because", { details: run.details });
  const tries = maxAttempts > 1 ? words("sentence.tries", { attempt: attempts, attempts: maxAttempts }) : "";
  switch (state) {
    case "queued":
      return words("sentence.queued", { because: reasonOf(words, run) });
    case "retrying":
      return words("sentence.retrying", {
        attempt: Math.min(attempts + 1, maxAttempts),
        attempts: maxAttempts,
        because,
      });
    case "started":
      return words(run.stopping ? "sentence.stopping" : "sentence.started", { tries });
    case "completed":
    case "partial":
      return words(`sentence.${state}`, { tries: attempts > 1 ? tries : "", after, because });
    case "failed":
    case "timed_out":
      return words(`sentence.${state}`, { tries, after, because });
    case "abandoned":
      return words("sentence.abandoned", { tries, after });
    case "cancelled":
      return words("sentence.cancelled", { after, because: because || reasonOf(words, run) });
    case "skipped":
    case "missed":
      return words(`sentence.${state}`, { because: because || reasonOf(words, run) });
  }
}

function reasonOf(words: Words, { reason }: Told): string {
  return reason === null ? "" : words("sentence.because", { details: reasonWords(words, reason) });
}
