import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { Words } from "../../i18n/words.ts";
import { type Finding, ok, warning } from "./finding.ts";

/** An address of the environment that is told by itself: no secret of it. */
export interface OutsideTarget {
  variable: string;
  /** Whose runs it is told of; null: not of one job's. */
  job: string | null;
  /** Why nothing is sent there, in a sentence; null when something is. */
  problem: string | null;
}

/** Outside watchers and the monitoring webhook: a word that never leaves is not missed until it is needed. */
export function checkOutside(words: Words, targets: readonly OutsideTarget[], jobs: readonly AnyJob[]): Finding[] {
  if (targets.length === 0) return [ok("outside", words("doctor.outside.off"))];
  const found = { check: "outside", entry: "messages-do-not-arrive" } as const;
  const names = new Set(jobs.map(({ name }) => name));
  const findings = targets.flatMap(({ variable, job, problem }) => {
    const of = { variable, job: job ?? "", why: problem ?? "" };
    if (job !== null && !names.has(job)) {
      return [
        warning({ ...found, evidence: words("doctor.outside.noJob", of), fix: words("doctor.outside.noJobFix") }),
      ];
    }
    if (problem === null) return [];
    return [warning({ ...found, evidence: words("doctor.outside.refused", of), fix: words("doctor.outside.fix", of) })];
  });
  return findings.length > 0 ? findings : [ok("outside", words("doctor.outside.ok", { count: targets.length }))];
}
