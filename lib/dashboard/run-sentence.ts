import { formatDuration } from "./duration.ts";
import type { RunEntry } from "./run-entry.ts";

type Told = Pick<
  RunEntry,
  "state" | "attempts" | "maxAttempts" | "duration" | "details" | "reason" | "stopping" | "progress" | "actor"
>;

/** A run's result in one sentence: "Failed on attempt 3 of 3 after 4 m 12 s: 401 from Meta". */
export function runSentence(run: Told): string {
  const after = run.duration === null ? "" : ` after ${formatDuration(run.duration)}`;
  const because = run.details === null ? "" : `: ${run.details}`;
  const tries = run.maxAttempts > 1 ? ` on attempt ${run.attempts} of ${run.maxAttempts}` : "";
  switch (run.state) {
    case "queued":
      return `Waits to run${reasonOf(run)}`;
    case "retrying":
      return `Waits for attempt ${Math.min(run.attempts + 1, run.maxAttempts)} of ${run.maxAttempts}${because}`;
    case "started":
      return run.stopping ? `Stopping${tries}` : `Running${tries}`;
    case "completed":
      return `Completed${run.attempts > 1 ? tries : ""}${after}${because}`;
    case "partial":
      return `Partly done${run.attempts > 1 ? tries : ""}${after}${because}`;
    case "failed":
      return `Failed${tries}${after}${because}`;
    case "timed_out":
      return `Timed out${tries}${after}${because}`;
    case "cancelled":
      return `Cancelled${after}${because || reasonOf(run)}`;
    case "abandoned":
      return `Abandoned${tries}${after}: its process ended without a word`;
    case "skipped":
      return `Skipped${because || reasonOf(run)}`;
    case "missed":
      return `Missed${because || reasonOf(run)}`;
  }
}

const reasonOf = ({ reason }: Told) => (reason === null ? "" : `: ${reason.replaceAll("_", " ")}`);
