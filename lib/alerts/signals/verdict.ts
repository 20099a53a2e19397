import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { IncidentFacts, Signal } from "../words/incident.ts";
import type { RuleName } from "../words/vocabulary.ts";
import type { Duty } from "./job-view.ts";
import { type SignalReads, unresolvedOf } from "./signal-reads.ts";

/**
 * What rows say of one subject under one rule; null: nothing, it stays as it is. `at` is when what they tell came to be,
 * never when it was read: the same rows are the same verdict in every turn.
 */
export type RowVerdict = { says: "wrong"; at: Date; facts: IncidentFacts } | { says: "right"; at: Date } | null;

interface Judged {
  rule: RuleName;
  subject: string;
  job: AnyJob;
  /** Of the job, or of the schedule that it is about. */
  duty: Duty;
}

/**
 * The signal of a verdict. What people switched off, or a rule that they switched off, is right at once; what they paused
 * is left as it is, for it goes on from there.
 */
export function signalOf(reads: SignalReads, { rule, subject, job, duty }: Judged, judge: () => RowVerdict): Signal[] {
  const inForce = reads.rule(rule, job);
  const isOpen = unresolvedOf(reads, rule).some((incident) => incident.subject === subject);
  if (duty === "off" || !inForce.enabled) return isOpen ? [{ rule, subject, at: reads.now, says: "right" }] : [];
  const verdict = duty === "paused" ? null : judge();
  if (verdict === null || (verdict.says === "right" && !isOpen)) return [];
  if (verdict.says === "right") return [{ rule, subject, ...verdict }];
  const { name: jobName, category } = job;
  return [{ rule, subject, ...verdict, severity: inForce.severity, jobName, category }];
}

/** Unresolved incidents of jobs that this release does not have: nobody can run them any more. */
export function signalsOfGoneJobs(reads: SignalReads, rules: readonly RuleName[]): Signal[] {
  const names = new Set(reads.jobs.map(({ name }) => name));
  return rules.flatMap((rule) =>
    unresolvedOf(reads, rule)
      .filter(({ jobName }) => jobName !== null && !names.has(jobName))
      .map(({ subject }): Signal => ({ rule, subject, at: reads.now, says: "right" })),
  );
}
