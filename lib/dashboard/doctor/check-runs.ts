import type { Db } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import { reasonWords } from "../reason-words.ts";
import { exactUtc } from "../relative-time.ts";
import { error, type Finding, ok, warning } from "./finding.ts";

/** A dead process's run is taken over within lease + sweep; nobody should have to wait longer than this on top. */
const RESCUE_SLACK_SECONDS = 30;
/** A handler that was told to stop should have looked at its signal by then. */
const STOP_SECONDS = 60;
const LIMIT = 20;

interface StuckRun {
  id: string;
  jobName: string;
  /** Since when it should have ended or been taken over. */
  since: Date;
  worker: string | null;
  /** What it was told, null for a run whose process fell silent. */
  abort: string | null;
}

/** Runs that hold their lane although their process is gone, or that do not stop when they are told to. */
export async function checkRuns(words: Words, db: Db): Promise<Finding[]> {
  const stuck = await readStuck(db);
  if (stuck.length === 0) return [ok("stuck runs", words("doctor.stuck.ok"))];
  return stuck.map((run) => (run.abort === null ? isSilent(words, run) : doesNotStop(words, run)));
}

/** Only started runs hold a lane, and these are few. */
async function readStuck(db: Db): Promise<StuckRun[]> {
  return await db.$queryRaw<StuckRun[]>`
    select l.id, l.job_name as "jobName", l.worker, case when l.lease_expires_at >= cron_now() then l.abort_reason end as abort,
      case when l.lease_expires_at < cron_now() then l.lease_expires_at else l.abort_requested_at end as since
      from cron_job_logs l
     where l.lane is not null
       and (l.lease_expires_at < cron_now() - make_interval(secs => ${RESCUE_SLACK_SECONDS}::int)
         or l.abort_requested_at < cron_now() - make_interval(secs => ${STOP_SECONDS}::int))
     order by l.started_at limit ${LIMIT}`;
}

function isSilent(words: Words, { id, jobName, since, worker }: StuckRun): Finding {
  const told = { job: jobName, at: exactUtc(since), worker: worker ?? "?" };
  const evidence = words("doctor.stuck.silent", told);
  return error({
    check: "stuck runs",
    evidence,
    fix: words("doctor.stuck.silentFix", { run: id }),
    entry: "already-running",
    runId: id,
  });
}

function doesNotStop(words: Words, { id, jobName, since, abort }: StuckRun): Finding {
  const evidence = words("doctor.stuck.stopping", {
    job: jobName,
    at: exactUtc(since),
    why: reasonWords(words, abort ?? ""),
  });
  const fix = words("doctor.stuck.stoppingFix", { run: id });
  return warning({ check: "stuck runs", evidence, fix, entry: "already-running", runId: id });
}
