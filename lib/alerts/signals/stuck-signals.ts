import type { AnyJob } from "../../cron/jobs/define-job.ts";
import type { Signal } from "../words/incident.ts";
import { subjects } from "../words/vocabulary.ts";
import { type SignalReads, unresolvedOf } from "./signal-reads.ts";
import { jobFacts, SIGNAL_ROW, type SignalRow } from "./signal-row.ts";
import { type RowVerdict, signalOf } from "./verdict.ts";

/** A run at work, with what says whether it still is. */
interface HeldRun extends SignalRow {
  leaseExpiresAt: Date;
  abortRequestedAt: Date | null;
  abortReason: string | null;
}

/** Runs that hold their lane although they were told to stop, or although nobody renews their lease. */
export async function stuckSignals(reads: SignalReads): Promise<Signal[]> {
  const held = await readHeld(reads);
  const found = held.flatMap((run): Signal[] => {
    const job = reads.jobs.find(({ name }) => name === run.jobName);
    return job ? runSignals(reads, job, run) : [];
  });
  return [...found, ...(await endedSignals(reads, held))];
}

/** People may have switched the job off meanwhile: its run is stuck all the same. */
function runSignals(reads: SignalReads, job: AnyJob, run: HeldRun): Signal[] {
  const { graceSeconds } = reads.rule("stuck", job).numbers;
  const judged = { rule: "stuck", subject: subjects.run(run.id), job, duty: "on" } as const;
  return signalOf(reads, judged, () => stuckVerdict(job, run, { graceMs: graceSeconds * 1000, reads }));
}

interface Patience {
  graceMs: number;
  reads: Pick<SignalReads, "now" | "awake">;
}

function stuckVerdict(job: AnyJob, run: HeldRun, { graceMs, reads: { now, awake } }: Patience): RowVerdict {
  const over = (since: Date) => now.getTime() - since.getTime() > graceMs;
  const wrong = (code: string, since: Date): RowVerdict => {
    const facts = { ...jobFacts(job, run), code, since: since.toISOString() };
    return { says: "wrong", at: new Date(since.getTime() + graceMs), facts };
  };
  if (awake && over(run.leaseExpiresAt)) return wrong("no_heartbeat", run.leaseExpiresAt);
  return run.abortRequestedAt && over(run.abortRequestedAt) ? wrong("ignores_abort", run.abortRequestedAt) : null;
}

/** Exactly runs at work hold lanes, so the index of lanes holds only these; most of them are well. */
async function readHeld({ db, now }: SignalReads): Promise<HeldRun[]> {
  return await db.$queryRaw<HeldRun[]>`
    select ${SIGNAL_ROW}, l.lease_expires_at as "leaseExpiresAt", l.abort_requested_at as "abortRequestedAt",
           l.abort_reason as "abortReason"
      from cron_job_logs l
     where l.lane is not null and (l.lease_expires_at < ${now}::timestamptz or l.abort_requested_at is not null)
     order by l.started_at, l.id limit 1000`;
}

/** Stuck runs that ended; one that the retention deleted ended long ago. One that shows life again is still to end. */
async function endedSignals(reads: SignalReads, held: readonly HeldRun[]): Promise<Signal[]> {
  const atWork = new Set(held.map(({ id }) => subjects.run(id)));
  const over = unresolvedOf(reads, "stuck").filter(({ subject }) => !atWork.has(subject));
  if (over.length === 0) return [];
  const ids = over.map(({ subject }) => subject.slice(subjects.run("").length));
  const rows = await reads.db.cronJobLog.findMany({
    where: { id: { in: ids } },
    select: { id: true, status: true, completedAt: true },
  });
  return over.flatMap(({ rule, subject }): Signal[] => {
    const row = rows.find(({ id }) => subjects.run(id) === subject);
    return row?.status === "started" ? [] : [{ rule, subject, at: row?.completedAt ?? reads.now, says: "right" }];
  });
}
