import type { EndedRun } from "./engine.ts";
import type { JobAbortedError } from "./errors.ts";
import type { LogLine, RescuedRun, RunError, StartedRun } from "./ports.ts";
import type { SkipReason, WaitingStatus } from "./vocabulary.ts";

/** What the engine tells the world. One subscriber logs, one alerts, one reports; none can fail or slow a run. */
export type EngineEvent =
  | { type: "run_started"; run: StartedRun }
  | { type: "run_refused"; jobName: string; reason: SkipReason; runId: string | null }
  | { type: "attempt_failed"; run: StartedRun; error: RunError; retryInMs: number }
  /** An aborted handler has not stopped: the run keeps its lock key until it does. */
  | { type: "run_stopping"; run: StartedRun; reason: JobAbortedError; sinceMs: number }
  | { type: "run_waiting"; runId: string; jobName: string; status: WaitingStatus; reason: string; retryInMs: number }
  | { type: "run_ended"; run: EndedRun }
  | { type: "run_lost"; run: StartedRun }
  /** A run ended whose lock key somebody waits for. */
  | { type: "lock_key_freed"; lockKey: string }
  | { type: "runs_rescued"; runs: RescuedRun[] }
  | { type: "line"; run: StartedRun; line: LogLine }
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
