import type { Trigger } from "../../cron/words/vocabulary.ts";
import type { IncidentFacts, Signal } from "../words/incident.ts";
import type { Severity } from "../words/vocabulary.ts";
import { type SignalReader, type SignalReads, unresolvedOf } from "./signal-reads.ts";

/** What a run said last of a subject, with the run. */
interface LatestReport {
  subject: string;
  at: Date;
  says: "raised" | "resolved";
  severity: Severity | null;
  title: string | null;
  detail: string | null;
  jobName: string;
  runId: string;
  trigger: Trigger | null;
  slot: Date | null;
  attempts: number;
  maxAttempts: number;
  durationMs: number | null;
  error: string | null;
}

/** `raised`: what handlers say with `ctx.alerts`; of each subject the last word counts, whichever run said it. */
export const raisedSignals: SignalReader = async (reads) => {
  const known = unresolvedOf(reads, "raised");
  const reports = await readReports(reads);
  const wrong = reports.flatMap((report) => (report.says === "raised" ? (raised(reads, report) ?? []) : []));
  const isOver = (subject: string) =>
    !reads.rule("raised").enabled || reports.some((report) => report.subject === subject && report.says === "resolved");
  const over = known.filter(({ subject }) => isOver(subject));
  return [...wrong, ...over.map(({ subject }): Signal => ({ rule: "raised", subject, at: reads.now, says: "right" }))];
};

/** Of the subjects of which something was said since the cursor; by the order of writing, for instants may be equal. */
async function readReports({ db, since }: SignalReads): Promise<LatestReport[]> {
  return await db.$queryRaw<LatestReport[]>`
    select r.subject, r.at, r.says, r.severity, r.title, r.detail, r.job_name as "jobName", r.run_id::text as "runId",
           l.trigger, l.scheduled_for as slot, coalesce(l.attempts, 1)::int as attempts,
           coalesce(l.max_attempts, 1)::int as "maxAttempts", l.duration_ms as "durationMs",
           left(l.error_message, 300) as error
      from (select distinct on (subject) * from alert_reports where at >= ${since} order by subject, id desc) r
      left join cron_job_logs l on l.id = r.run_id order by r.id`;
}

/** A run that is deleted by now is left out of the facts. */
function raised({ rule, jobs }: SignalReads, report: LatestReport): Signal | null {
  const job = jobs.find(({ name }) => name === report.jobName) ?? null;
  const { enabled, severity } = rule("raised", job);
  if (!enabled) return null;
  const { subject, at, jobName, title, detail } = report;
  const facts: IncidentFacts = {
    ...(job && { job: { name: job.name, description: job.description, category: job.category } }),
    ...runOf(report),
    ...(title !== null && { title }),
    ...(detail !== null && { detail }),
  };
  const about = { rule: "raised", subject, at, jobName, category: job?.category ?? null } as const;
  return { ...about, says: "wrong", severity: report.severity ?? severity, facts };
}

function runOf(report: LatestReport): Pick<IncidentFacts, "run"> {
  const { runId: id, trigger, slot, attempts, maxAttempts, durationMs, error } = report;
  if (trigger === null) return {};
  return { run: { id, trigger, slot: slot?.toISOString() ?? null, attempts, maxAttempts, durationMs, error } };
}
