import type { Db } from "../../db.ts";
import type { Words } from "../../i18n/words.ts";
import type { SchedulerState } from "../schedules/scheduler.ts";
import { exactUtc, formatDuration, relativeWords } from "../words/duration.ts";
import { reasonWords } from "../words/status-words.ts";
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

export interface Workers {
  runMode: "inline" | "queue";
  /** Runs that could go on and have waited for a worker for over a minute, as far as they were counted. */
  waiting: number;
  /** Counting ends here. */
  most: number;
}

/** Whether the runs of queue mode are being taken. */
export function checkWorkers(words: Words, { runMode, waiting, most }: Workers): Finding {
  if (runMode === "inline") return ok("workers", words("doctor.workers.inline"));
  if (waiting === 0) return ok("workers", words("doctor.workers.ok"));
  const evidence = words(waiting >= most ? "doctor.workers.many" : "doctor.workers.waiting", { count: waiting });
  return warning({ check: "workers", evidence, fix: words("doctor.workers.fix"), entry: "does-not-run" });
}

export interface SchedulerFacts {
  state: SchedulerState;
  /** What SCHEDULER comes to in this process; `elsewhere` in one that is no server. */
  scheduler: "embedded" | "none" | "elsewhere";
  /** Of this process; null before the first. */
  lastDispatchAt: Date | null;
  /** When anybody last called the tick route; null when nobody did in the time that calls are kept. */
  lastTickAt: Date | null;
  now: Date;
}

/** Our own dispatcher looks every few seconds, and a tick comes every minute: silence for so long is a fault. */
const SILENT_MS = 5 * 60_000;
/** What waits for so long has nobody who takes it. */
const BEHIND_MS = 2 * 60_000;

/** Whether somebody dispatches what falls due, how far behind that is, and whether a person holds everything still. */
export function checkScheduler(words: Words, facts: SchedulerFacts): Finding[] {
  return [checkPause(words, facts), checkDriver(words, facts), checkQueue(words, facts)];
}

function checkPause(words: Words, { state: { paused }, now }: SchedulerFacts): Finding {
  if (paused === null || (paused.until !== null && paused.until <= now)) return ok("pause", words("doctor.pause.ok"));
  const evidence = words("doctor.pause.evidence", {
    by: paused.by ?? "?",
    since: exactUtc(paused.since),
    until: paused.until === null ? words("doctor.pause.resumed") : exactUtc(paused.until),
    reason: paused.reason === null ? "" : `: ${paused.reason}`,
  });
  return warning({ check: "pause", evidence, fix: words("doctor.pause.fix"), entry: "does-not-run" });
}

function checkDriver(words: Words, { state, scheduler, lastDispatchAt, lastTickAt, now }: SchedulerFacts): Finding {
  const check = "scheduler";
  const isRecent = (at: Date | null): at is Date => at !== null && now.getTime() - at.getTime() <= SILENT_MS;
  const ago = (at: Date | null) => (at === null ? words("doctor.scheduler.never") : relativeWords(words, at, { now }));
  if (scheduler === "embedded" && isRecent(lastDispatchAt)) {
    return ok(check, words("doctor.scheduler.embedded", { ago: ago(lastDispatchAt) }));
  }
  if (isRecent(lastTickAt)) return ok(check, words("doctor.scheduler.ticked", { ago: ago(lastTickAt) }));
  const isDriven = state.jobCount > 0 && state.lagMs <= BEHIND_MS;
  if (scheduler === "elsewhere" || (scheduler === "none" && isDriven))
    return ok(check, words("doctor.scheduler.other"));
  const silent = { dispatch: ago(lastDispatchAt), tick: ago(lastTickAt) };
  const evidence = words(scheduler === "embedded" ? "doctor.scheduler.silent" : "doctor.scheduler.none", silent);
  const fix = words(scheduler === "embedded" ? "doctor.scheduler.silentFix" : "doctor.scheduler.noneFix");
  return error({ check, evidence, fix, entry: "does-not-run" });
}

function checkQueue(words: Words, { state: { queueDepth, lagMs } }: SchedulerFacts): Finding {
  const evidence = words("doctor.queue.evidence", { depth: queueDepth, lag: formatDuration(words, lagMs) });
  if (lagMs <= BEHIND_MS) return ok("queue", evidence);
  return warning({ check: "queue", evidence, fix: words("doctor.queue.fix"), entry: "does-not-run" });
}
