import { timeoutMsOf } from "../../cron/jobs/define-job.ts";
import { percentile } from "../../cron/words/percentile.ts";
import type { NumbersOf } from "../rules/rule-table.ts";
import type { JobView } from "./job-view.ts";
import { jobFacts, type SignalRow, succeeded, toldAt } from "./signal-row.ts";
import type { RowVerdict } from "./verdict.ts";

type Numbers = NumbersOf<"slow">;

/**
 * Whether a run at work or the latest one took much longer than its like, or most come near the timeout. Runs that were
 * attempted twice or handed back are left out: they are long for another reason. Pure.
 */
export function slowVerdict(view: JobView, numbers: Numbers, now: Date): RowVerdict {
  const rows = view.rows.filter((row) => tellsLength(row) && wentThrough(row));
  const usual = rows.filter(succeeded).map(lengthOf);
  return slowRunning(view, { usual, numbers, now }) ?? slowEnded(view, rows, numbers);
}

/** What failed ended early; what was cut by its timeout did not. */
const tellsLength = (row: SignalRow) => succeeded(row) || row.status === "timed_out";
const wentThrough = ({ attempts, interruptions }: SignalRow) => attempts === 1 && interruptions === 0;
const lengthOf = ({ durationMs }: SignalRow) => durationMs ?? 0;

/** Above this a run is slow; infinite while too little is known. */
function limitMs(usual: readonly number[], { p95Factor, usualFactor, leastSeconds, leastRuns }: Numbers): number {
  if (usual.length < leastRuns) return Number.POSITIVE_INFINITY;
  const [median, p95] = [percentile(usual, 0.5), percentile(usual, 0.95)];
  return Math.max(p95 * p95Factor, median * usualFactor, leastSeconds * 1000);
}

interface Pace {
  /** Lengths of the runs to compare with, in ms. */
  usual: readonly number[];
  numbers: Numbers;
}

function slowRunning({ job, running }: JobView, { usual, numbers, now }: Pace & { now: Date }): RowVerdict {
  const limit = limitMs(usual, numbers);
  const oldest = running.find(wentThrough);
  if (!oldest || now.getTime() - oldest.startedAt.getTime() <= limit) return null;
  const facts = { ...jobFacts(job, oldest), code: "running", numbers: { durationMs: limit, ...pace(usual) } };
  return { says: "wrong", at: new Date(oldest.startedAt.getTime() + limit), facts };
}

function slowEnded({ job }: JobView, rows: readonly SignalRow[], numbers: Numbers): RowVerdict {
  const [last, ...before] = rows;
  if (!last) return null;
  const usual = before.filter(succeeded).map(lengthOf);
  const all = rows.map(lengthOf);
  const p95Ms = percentile(all, 0.95);
  const timeoutMs = timeoutMsOf(job);
  const wrong = (code: string, measured: Record<string, number>): RowVerdict => {
    return { says: "wrong", at: toldAt(last), facts: { ...jobFacts(job, last), code, numbers: measured } };
  };
  if (lengthOf(last) > limitMs(usual, numbers)) return wrong("ended", pace(usual));
  if (all.length >= numbers.leastRuns && p95Ms >= (timeoutMs * numbers.timeoutPercent) / 100) {
    return wrong("near_timeout", { p95Ms, timeoutMs });
  }
  return { says: "right", at: toldAt(last) };
}

const pace = (usual: readonly number[]) => ({ usualMs: percentile(usual, 0.5), p95Ms: percentile(usual, 0.95) });
