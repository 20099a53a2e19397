import type { EndedRun } from "../cron/engine.ts";
import type { EngineEvent, Subscriber } from "../cron/events.ts";
import type { LogLine, StartedRun } from "../cron/ports.ts";
import type { Logger } from "./logger.ts";

/** Prints what the engine tells. Every line carries component, job and run, so that one search finds a run's story. */
export function logEvents(logger: Logger): Subscriber {
  const cron = logger.child({ component: "cron" });
  return (event) => print(cron, event);
}

function print(log: Logger, event: EngineEvent): void {
  switch (event.type) {
    case "line":
      printLine(log, event.run, event.line);
      break;
    case "run_started":
      log.info(runFields(event.run), "run started");
      break;
    case "run_refused":
      log.info({ job: event.jobName, run: event.runId, reason: event.reason }, "run refused");
      break;
    case "attempt_failed":
      log.warn({ ...runFields(event.run), error: event.error.message, retryInMs: event.retryInMs }, "attempt failed");
      break;
    case "run_stopping":
      log.error({ ...runFields(event.run), sinceMs: event.sinceMs }, `not stopped yet: ${event.reason.message}`);
      break;
    case "run_waiting":
      log.info(
        { job: event.jobName, run: event.runId, reason: event.reason, inMs: event.retryInMs },
        "run handed back",
      );
      break;
    case "run_ended":
      printEnding(log, event.run);
      break;
    case "run_lost":
      log.warn(runFields(event.run), "run lost its lease; nothing of it was written");
      break;
    case "runs_rescued":
      for (const { runId, jobName, status } of event.runs)
        log.warn({ job: jobName, run: runId, status }, "run rescued");
      break;
    case "store_failed":
      log.error({ operation: event.operation, err: event.error }, "the database refused or did not answer");
      break;
    case "lock_key_freed":
      break;
  }
}

function printEnding(log: Logger, { id, jobName, status, durationMs, attempts, message }: EndedRun): void {
  const level = status === "completed" ? "info" : "warn";
  log[level]({ job: jobName, run: id, status, durationMs, attempts }, message);
}

function printLine(log: Logger, run: StartedRun, line: LogLine): void {
  log[line.level]({ ...runFields(run), ...(line.fields === null ? {} : { fields: line.fields }) }, line.message);
}

const runFields = (run: StartedRun) => ({ job: run.jobName, run: run.id, attempt: run.attempt });
