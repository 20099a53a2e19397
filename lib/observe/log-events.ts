import type { EngineEvent, LoggedRun, Subscriber } from "../cron/ports/events.ts";
import type { LogLine } from "../cron/ports/runs.ts";
import type { StartedTask } from "../cron/ports/tasks.ts";
import type { EndedRun } from "../cron/words/answers.ts";
import type { Logger } from "./logger.ts";

/** Prints what the engine tells. Every line carries component, job and run, so that one search finds a run's story. */
export function logEvents(logger: Logger): Subscriber {
  const cron = logger.child({ component: "cron" });
  return (event) => print(cron, event);
}

/** What Redis is no good for now, once for each time; null when it is again. */
export function logRedis(logger: Logger): (problem: string | null) => void {
  const redis = logger.child({ component: "redis" });
  return (problem) => {
    if (problem === null) redis.info("Redis is of use again");
    else redis.warn({ problem }, "Redis cannot be used: the database alone decides, and nothing is lost by it");
  };
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
    case "schedule_parked":
      log.error(
        { job: event.jobName, schedule: event.scheduleId, err: event.error },
        "schedule cannot be planned: looked at again in a minute",
      );
      break;
    case "schedules_restored":
      log.warn({ schedules: event.scheduleIds }, "rows of declared schedules were lost: restored");
      break;
    case "tasks_enqueued":
      log.info({ job: event.jobName, run: event.runId, task: event.task, added: event.added }, "tasks enqueued");
      break;
    case "task_started":
      log.debug(taskFields(event.task), "task started");
      break;
    case "task_stopping":
      log.error(taskFields(event.task), "task not stopped yet");
      break;
    case "task_settled":
      printTask(log, event);
      break;
    case "task_lost":
      log.warn(taskFields(event.task), "task lost its lease; nothing of it was written");
      break;
    case "tasks_rescued":
      for (const { taskId, runId, jobName, status } of event.tasks)
        log.warn({ job: jobName, run: runId, taskId, status }, "task rescued");
      break;
    case "lock_key_freed":
      break;
  }
}

function printEnding(log: Logger, { id, jobName, status, durationMs, attempts, message }: EndedRun): void {
  const level = status === "completed" ? "info" : "warn";
  log[level]({ job: jobName, run: id, status, durationMs, attempts }, message);
}

function printTask(
  log: Logger,
  { task, status, error, retryInMs }: Extract<EngineEvent, { type: "task_settled" }>,
): void {
  const fields = { ...taskFields(task), status, ...(retryInMs === null ? {} : { retryInMs }) };
  if (error === null) log.debug(fields, "task completed");
  else log.warn({ ...fields, error: error.message }, status === "retrying" ? "task handed back" : "task ended");
}

function printLine(log: Logger, run: LoggedRun, line: LogLine): void {
  log[line.level]({ ...runFields(run), ...(line.fields === null ? {} : { fields: line.fields }) }, line.message);
}

const taskFields = ({ jobName, runId, task, itemId, attempt }: StartedTask) => ({
  job: jobName,
  run: runId,
  task,
  item: itemId,
  attempt,
});

const runFields = (run: LoggedRun) => ({ job: run.jobName, run: run.id, attempt: run.attempt });
