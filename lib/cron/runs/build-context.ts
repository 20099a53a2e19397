import type { JobAlerts, JobContext } from "../jobs/context.ts";
import type { AnyJob } from "../jobs/define-job.ts";
import type { JobLog } from "../jobs/define-task.ts";
import { concurrencyKeyOf } from "../jobs/lock-key.ts";
import { asksForDebug } from "../jobs/params.ts";
import type { LoggedRun } from "../ports/events.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { StartedRun, SubjectReport } from "../ports/runs.ts";
import { NonRetryableError } from "../words/errors.ts";
import { toSafeJson, toSafeText } from "../words/serialize.ts";
import { isOneOf, type LogLevel, SEVERITIES } from "../words/vocabulary.ts";
import { createEnqueue } from "./enqueue.ts";
import { type HeldRun, type Leased, MAX_REPORTS } from "./held-run.ts";
import { createRunMetric } from "./run-metrics.ts";
import { createBackfillState, createStateAccess } from "./state-access.ts";

/** What one attempt's handler gets. */
export function buildContext(
  parts: EngineParts,
  { job, held, signal, deadline }: { job: AnyJob; held: HeldRun; signal: AbortSignal; deadline: Date },
): JobContext {
  const { run } = held;
  const state = { job, held, signal, key: concurrencyKeyOf(job, run.params) };
  const isBackfill = run.trigger === "backfill";
  return {
    runId: run.id,
    jobName: run.jobName,
    attempt: run.attempt,
    maxAttempts: run.maxAttempts,
    trigger: run.trigger,
    scheduledFor: run.scheduledFor,
    lateBySeconds: isBackfill ? 0 : lateBySeconds(run),
    isLate: run.trigger === "catch_up",
    coalescedCount: run.coalescedCount,
    idempotencyKey: run.id,
    signal,
    deadline,
    now: () => parts.clock.now(),
    log: createJobLog(parts, { held, runOf: (now) => now, keepsDebug: asksForDebug(run.params) }),
    progress: (done, total = null, note) =>
      held.setProgress({ done, total, note: note ? toSafeText(note, 200, held.redact) : null }),
    state: isBackfill ? createBackfillState(parts, state) : createStateAccess(parts, state),
    metric: createRunMetric(held),
    alerts: createRunAlerts(held),
    enqueue: createEnqueue(parts, { job, held, signal }),
    services: parts.services,
  };
}

function lateBySeconds({ scheduledFor, startedAt }: StartedRun): number {
  return scheduledFor ? Math.max(0, (startedAt.getTime() - scheduledFor.getTime()) / 1000) : 0;
}

const MAX_NAME_LENGTH = 200;
const MAX_DETAIL_LENGTH = 2000;

/** `ctx.alerts`: what is refused is the handler's mistake, and trying again would not mend it. */
function createRunAlerts(held: HeldRun): JobAlerts {
  const named = (what: string, text: string) => {
    const told = toSafeText(text, MAX_NAME_LENGTH + 1, held.redact);
    if (told.trim() !== "" && told.length <= MAX_NAME_LENGTH) return told;
    throw new NonRetryableError(`ctx.alerts: expected a ${what} of 1 to ${MAX_NAME_LENGTH} characters, got "${told}"`);
  };
  const keep = (report: SubjectReport) => {
    if (held.addReport(report)) return;
    throw new NonRetryableError(
      `ctx.alerts: a run tells of ${MAX_REPORTS} subjects at most; raise one for all of them`,
    );
  };
  return {
    raise: ({ subject, severity, title, detail }) => {
      if (!isOneOf(SEVERITIES, severity)) {
        throw new NonRetryableError(`ctx.alerts: expected a severity of ${SEVERITIES.join(", ")}, got "${severity}"`);
      }
      const told = detail === undefined ? null : toSafeText(detail, MAX_DETAIL_LENGTH, held.redact);
      keep({
        says: "raised",
        subject: named("subject", subject),
        severity,
        title: named("title", title),
        detail: told,
      });
    },
    resolve: (subject) => keep({ says: "resolved", subject: named("subject", subject) }),
  };
}

const MAX_MESSAGE_LENGTH = 2000;
const MAX_FIELDS_BYTES = 4096;

interface LogTarget<Run extends Leased> {
  held: HeldRun<Run>;
  /** The run whose log it is, as it is now. */
  runOf: (held: Run) => LoggedRun;
  /** Debug lines are kept only of runs that ask for them: in others they would use up the run's share of lines. */
  keepsDebug: boolean;
  /** Fields that every line carries. */
  always?: Record<string, unknown>;
}

/** A handler's log: kept with the run and printed. */
export function createJobLog<Run extends Leased>(
  { clock, events }: EngineParts,
  { held, runOf, keepsDebug, always }: LogTarget<Run>,
): JobLog {
  const { redact } = held;
  const write = (level: LogLevel) => (message: string, fields?: Record<string, unknown>) => {
    const line = {
      at: clock.now(),
      level,
      attempt: held.run.attempt,
      message: toSafeText(message, MAX_MESSAGE_LENGTH, redact),
      fields: fields || always ? toSafeJson({ ...fields, ...always }, { maxBytes: MAX_FIELDS_BYTES, redact }) : null,
    };
    if (held.addLine(line)) events.emit({ type: "line", run: runOf(held.run), line });
  };
  const debug = keepsDebug ? write("debug") : () => undefined;
  return { debug, info: write("info"), warn: write("warn"), error: write("error") };
}
