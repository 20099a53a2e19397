import type { JobContext } from "../jobs/context.ts";
import type { AnyJob } from "../jobs/define-job.ts";
import type { JobLog } from "../jobs/define-task.ts";
import { concurrencyKeyOf } from "../jobs/lock-key.ts";
import { asksForDebug } from "../jobs/params.ts";
import type { LoggedRun } from "../ports/events.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { StartedRun } from "../ports/runs.ts";
import { toSafeJson, toSafeText } from "../words/serialize.ts";
import type { LogLevel } from "../words/vocabulary.ts";
import { createEnqueue } from "./enqueue.ts";
import type { HeldRun, Leased } from "./held-run.ts";
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
    enqueue: createEnqueue(parts, { job, held, signal }),
    services: parts.services,
  };
}

function lateBySeconds({ scheduledFor, startedAt }: StartedRun): number {
  return scheduledFor ? Math.max(0, (startedAt.getTime() - scheduledFor.getTime()) / 1000) : 0;
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
