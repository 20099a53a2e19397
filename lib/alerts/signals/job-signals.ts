import type { Signal } from "../words/incident.ts";
import { type RuleName, subjects } from "../words/vocabulary.ts";
import { type JobView, readChangedJobs, readJobViews, readRunning } from "./job-view.ts";
import { lateVerdict } from "./late-verdict.ts";
import { missedSignals } from "./missed-signals.ts";
import { overrunVerdict } from "./overrun-verdict.ts";
import type { SignalReads } from "./signal-reads.ts";
import type { SignalRow } from "./signal-row.ts";
import { readWaitingSchedules } from "./slot-view.ts";
import { slowVerdict } from "./slow-verdict.ts";
import { failedVerdict, partialVerdict } from "./streak-verdicts.ts";
import { type RowVerdict, signalOf, signalsOfGoneJobs } from "./verdict.ts";

/** Rules that are computed from the rows of a job as a whole. */
const JOB_RULES = ["failed", "partial", "late", "slow", "overrun"] as const satisfies readonly RuleName[];
type JobRule = (typeof JOB_RULES)[number];

/**
 * Failed, partial, missed, late, slow and overrun. Only jobs are looked at of which something ended since the cursor,
 * which have an unresolved incident, a deadline or a run that takes long, or of which a slot waits.
 */
export async function jobSignals(reads: SignalReads): Promise<Signal[]> {
  const running = await readRunning(reads, longSince(reads));
  const waiting = await readWaitingSchedules(reads);
  const names = new Set([
    ...(await readChangedJobs(reads)),
    ...reads.unresolved.flatMap(({ jobName }) => jobName ?? []),
    ...reads.jobs.filter(({ finishBy }) => finishBy !== undefined).map(({ name }) => name),
    ...running.filter((run) => isLong(reads, run)).map(({ jobName }) => jobName),
    ...waiting.map(({ jobName }) => jobName),
  ]);
  const views = await readJobViews(reads, names, running);
  return [
    ...views.flatMap((view) => JOB_RULES.flatMap((rule) => ruleSignals(reads, view, rule))),
    ...(await missedSignals(reads, views, waiting)),
    ...signalsOfGoneJobs(reads, [...JOB_RULES, "missed"]),
  ];
}

/** Since when a run has to be at work to be slow under any job's rule. */
function longSince({ jobs, now, rule }: SignalReads): Date {
  const least = jobs.map((job) => rule("slow", job).numbers.leastSeconds);
  return new Date(now.getTime() - Math.min(86_400, ...least) * 1000);
}

/** What is shorter is never slow. */
function isLong({ jobs, now, rule }: SignalReads, { jobName, startedAt }: SignalRow): boolean {
  const job = jobs.find(({ name }) => name === jobName) ?? null;
  return now.getTime() - startedAt.getTime() > rule("slow", job).numbers.leastSeconds * 1000;
}

function ruleSignals(reads: SignalReads, view: JobView, rule: JobRule): Signal[] {
  const { job, duty } = view;
  return signalOf(reads, { rule, subject: subjects.job(job.name), job, duty }, () => verdictOf(reads, view, rule));
}

function verdictOf(reads: SignalReads, view: JobView, rule: JobRule): RowVerdict {
  const { now } = reads;
  switch (rule) {
    case "failed":
      return failedVerdict(view, reads.rule(rule, view.job).numbers, now);
    case "partial":
      return partialVerdict(view, reads.rule(rule, view.job).numbers);
    case "late":
      return lateVerdict(view, reads.rule(rule, view.job).numbers, now);
    case "slow":
      return slowVerdict(view, reads.rule(rule, view.job).numbers, now);
    case "overrun":
      return overrunVerdict(view, reads.rule(rule, view.job).numbers);
  }
}
