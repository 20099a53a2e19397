import type { AnyJob } from "../../../lib/cron/define-job.ts";
import { previousInstant } from "../../../lib/cron/schedule.ts";
import { isOneOf, type RunStatus, SUCCESSFUL_STATUSES } from "../../../lib/cron/vocabulary.ts";
import type { PlanLimits } from "../../../lib/platform/plans.ts";
import { pathOfJob, TICK_PATH } from "../../../lib/platform/platform-crons.ts";
import { error, type Finding, ok } from "./finding.ts";

/** What is known about why a job runs or does not. */
export interface JobFacts {
  job: AnyJob;
  now: Date;
  limits: PlanLimits;
  /** What SCHEDULER comes to here. */
  scheduler: "embedded" | "none";
  enabled: boolean;
  /** Why and by whom it was switched off. */
  notes: string | null;
  /** The pause of the job or of everything that holds now. */
  pause: { of: string; until: Date | null; reason: string | null; by: string | null } | null;
  /** Paths that vercel.json calls. */
  paths: readonly string[];
  /** The run of the latest slot, if there is one. */
  slotRun: { id: string; status: RunStatus; reason: string | null; error: string | null } | null;
  /** When the platform or a dispatcher last began a run of this job. */
  lastCallAt: Date | null;
}

/** A scheduled run that is not there after this time was not called. */
const SLACK_MS = 2 * 60_000;

/** The latest slot that should have been called by now, or null. */
export function dueSlot(job: AnyJob, { precisionSeconds }: PlanLimits, now: Date): Date | null {
  return previousInstant(job.schedule, new Date(now.getTime() - precisionSeconds * 1000 - SLACK_MS));
}

/** Link by link from the schedule to the run; ends at the first that is broken. */
export function jobChain(facts: JobFacts): Finding[] {
  const found: Finding[] = [];
  for (const link of LINKS) {
    const finding = link(facts);
    found.push(finding);
    if (finding.severity === "error") break;
  }
  return found;
}

const LINKS: readonly ((facts: JobFacts) => Finding)[] = [
  isScheduled,
  schedulerIsOn,
  isEnabled,
  isNotPaused,
  isInVercelJson,
  wasCalled,
  wasAccepted,
  ran,
];

function isScheduled({ job }: JobFacts): Finding {
  const { schedule } = job;
  const { kind } = schedule;
  if (schedule.kind === "cron") return ok("scheduled", `"${schedule.expression}" in ${schedule.timezone}`);
  if (kind !== "none") return ok("scheduled", `by ${kind}`);
  const evidence = `${job.name} has no schedule: it runs when somebody asks for it`;
  return error({ check: "scheduled", evidence, fix: "give its definition a schedule", entry: "does-not-run" });
}

function schedulerIsOn({ scheduler, lastCallAt }: JobFacts): Finding {
  const check = "scheduler";
  if (scheduler !== "none" || lastCallAt !== null)
    return ok(check, "somebody calls: the platform, or our own scheduler");
  const evidence = "SCHEDULER is none, and nothing from outside has ever called this job";
  const fix = "unset SCHEDULER, or have a cron call /api/cron/tick every minute";
  return error({ check, evidence, fix, entry: "does-not-run" });
}

function isEnabled({ job, enabled, notes }: JobFacts): Finding {
  if (enabled) return ok("enabled", "it is switched on");
  const evidence = `it is switched off${notes === null ? "" : `: ${notes}`}`;
  return error({ check: "enabled", evidence, fix: `npm run cron -- enable ${job.name}`, entry: "does-not-run" });
}

function isNotPaused({ job, pause }: JobFacts): Finding {
  const check = "not paused";
  if (pause === null) return ok(check, "nothing holds it still");
  const end = pause.until === null ? "" : ` until ${pause.until.toISOString()}`;
  const evidence = `${pause.of} is paused by ${pause.by ?? "somebody"}${end}: ${pause.reason ?? "no reason was given"}`;
  const fix = `npm run cron -- resume ${pause.of === job.name ? job.name : "--all"}`;
  return error({ check, evidence, fix, entry: "does-not-run" });
}

function isInVercelJson({ job, paths }: JobFacts): Finding {
  const check = "vercel.json";
  if (paths.includes(pathOfJob(job.name))) return ok(check, `calls ${pathOfJob(job.name)}`);
  if (paths.includes(TICK_PATH)) return ok(check, `calls ${TICK_PATH}, which dispatches it`);
  const evidence = `calls neither ${pathOfJob(job.name)} nor ${TICK_PATH}`;
  return error({ check, evidence, fix: "run `npm run cron -- sync`, commit, and deploy", entry: "does-not-run" });
}

function wasCalled({ job, now, limits, slotRun, lastCallAt }: JobFacts): Finding {
  const check = "called";
  const slot = dueSlot(job, limits, now);
  if (slot === null) return ok(check, "no slot has been due yet");
  if (slotRun !== null) return ok(check, `the slot of ${slot.toISOString()} was delivered`);
  const last = lastCallAt === null ? "it was never called" : `the last call was ${lastCallAt.toISOString()}`;
  const evidence = `nothing came for the slot of ${slot.toISOString()}; ${last}`;
  const fix = `is this release deployed to production, or a server running? \`npm run cron -- test ${job.name}\` calls it now: 401 is the secret, 404 another release`;
  return error({ check, evidence, fix, entry: "does-not-run" });
}

function wasAccepted({ slotRun }: JobFacts): Finding {
  const check = "accepted";
  if (slotRun === null || (slotRun.status !== "skipped" && slotRun.status !== "missed"))
    return ok(check, "it was let in");
  const reason = slotRun.reason ?? slotRun.status;
  const evidence = `run ${slotRun.id} was refused: ${reason.replaceAll("_", " ")}`;
  const fix = "see the entry: the run that held the lock is named on the refused run's page";
  return error({ check, evidence, fix, entry: reason === "already_running" ? "already-running" : "does-not-run" });
}

function ran({ slotRun }: JobFacts): Finding {
  if (slotRun === null) return ok("ran", "nothing was due");
  const { id, status } = slotRun;
  const isFine = isOneOf(SUCCESSFUL_STATUSES, status) || ["queued", "retrying", "started"].includes(status);
  if (isFine) return ok("ran", `run ${id} is ${status}`);
  const evidence = `run ${id} ended ${status}${slotRun.error === null ? "" : `: ${slotRun.error}`}`;
  const entry = status === "timed_out" ? "always-times-out" : "fails-again-and-again";
  return error({ check: "ran", evidence, fix: `its log tells why; then \`npm run cron -- retry ${id}\``, entry });
}
