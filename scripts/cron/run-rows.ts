import { neverRan, type RunEntry, waitWords } from "../../lib/dashboard/runs/run-entry.ts";
import { formatDuration } from "../../lib/dashboard/words/duration.ts";
import { ENGLISH } from "../../lib/i18n/words.ts";
import { textTable, utc } from "./output.ts";

const HEAD = ["when (UTC)", "job", "state", "trigger", "attempt", "took", "run", "details"];
const DETAILS_LENGTH = 80;

export function runTable(runs: readonly RunEntry[]): string {
  return textTable(runs.map(runCells), HEAD);
}

/** One run in a line that can be read without a head, as `logs --follow` prints it. */
export function runLine(run: RunEntry): string {
  return runCells(run).join("  ");
}

function runCells(run: RunEntry): string[] {
  return [
    utc(run.executionTime),
    run.jobName,
    run.state,
    run.trigger,
    neverRan(run) ? "–" : `${run.attempts}/${run.maxAttempts}`,
    run.duration === null ? "–" : formatDuration(ENGLISH, run.duration),
    run.id,
    shortened(waitWords(ENGLISH, run, new Date()) ?? run.details ?? run.reason ?? ""),
  ];
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/g, " ");
  return line.length > DETAILS_LENGTH ? `${line.slice(0, DETAILS_LENGTH)}…` : line;
}
