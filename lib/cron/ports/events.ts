import type { EndedRun } from "../words/answers.ts";
import type { JobAbortedError } from "../words/errors.ts";
import type { RunError } from "../words/json.ts";
import type { SkipReason, Trigger, WaitingStatus } from "../words/vocabulary.ts";
import type { LogLine, RescuedRun, StartedRun } from "./runs.ts";
import type { RescuedTask, StartedTask, TaskEnding } from "./tasks.ts";

/** The run that a log line belongs to. */
export type LoggedRun = Pick<StartedRun, "id" | "jobName" | "attempt">;

/** What the engine tells the world. One subscriber logs, one alerts, one reports; none can fail or slow a run. */
export type EngineEvent =
  | { type: "run_started"; run: StartedRun }
  | { type: "run_refused"; jobName: string; reason: SkipReason; runId: string | null }
  | { type: "attempt_failed"; run: StartedRun; error: RunError; retryInMs: number }
  /** An aborted handler has not stopped: the run keeps its lock key until it does. */
  | { type: "run_stopping"; run: StartedRun; reason: JobAbortedError; sinceMs: number }
  | {
      type: "run_waiting";
      runId: string;
      jobName: string;
      trigger: Trigger;
      status: WaitingStatus;
      reason: string;
      retryInMs: number;
    }
  | { type: "run_ended"; run: EndedRun }
  | { type: "run_lost"; run: StartedRun }
  /** A run ended whose lock key somebody waits for. */
  | { type: "lock_key_freed"; lockKey: string; runId: string }
  | { type: "runs_rescued"; runs: RescuedRun[] }
  | { type: "line"; run: LoggedRun; line: LogLine }
  /** `added` counts from the beginning of one `ctx.enqueue`. */
  | { type: "tasks_enqueued"; runId: string; jobName: string; task: string; added: number }
  | { type: "task_started"; task: StartedTask }
  /** An aborted handler has not stopped: the task keeps its lane until it does. */
  | { type: "task_stopping"; task: StartedTask }
  /** One attempt is over: the task has ended, or is `retrying` in `retryInMs`. */
  | {
      type: "task_settled";
      task: StartedTask;
      status: TaskEnding | "retrying";
      error: RunError | null;
      retryInMs: number | null;
    }
  | { type: "task_lost"; task: StartedTask }
  | { type: "tasks_rescued"; tasks: RescuedTask[] }
  /** It cannot be planned: looked at again in a minute, the others move. */
  | { type: "schedule_parked"; scheduleId: string; jobName: string; error: unknown }
  /** Rows of declared schedules that had been lost are back; their slots of the gap get their endings. */
  | { type: "schedules_restored"; scheduleIds: string[] }
  | { type: "store_failed"; operation: string; error: unknown };

export type Subscriber = (event: EngineEvent) => void;

export interface Events {
  emit(event: EngineEvent): void;
  /** Adds a subscriber; call the answer to remove it. */
  subscribe(subscriber: Subscriber): () => void;
}

/** @param onSubscriberError told when a subscriber throws; the others still get the event */
export function createEvents(onSubscriberError: (error: unknown, event: EngineEvent) => void): Events {
  const subscribers = new Set<Subscriber>();
  return {
    emit(event) {
      for (const subscriber of subscribers) {
        try {
          subscriber(event);
        } catch (error) {
          onSubscriberError(error, event);
        }
      }
    },
    subscribe(subscriber) {
      subscribers.add(subscriber);
      return () => subscribers.delete(subscriber);
    },
  };
}
