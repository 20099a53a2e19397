import type { z } from "zod";
import type { Severity, Trigger } from "../words/vocabulary.ts";
import type { JobLog, TaskDefinition } from "./define-task.ts";
import type { ParamsSchema } from "./schemas.ts";

/** A job's saved state as its handler sees it. */
export type StateView<State> =
  | { kind: "absent"; epoch: number }
  /** What is stored does not fit the job's schema (any more). `problem` says where. */
  | { kind: "broken"; problem: string; epoch: number }
  | { kind: "present"; value: State; epoch: number };

/**
 * Saved state of a run. A backfill run may overlap a live one, so it has none: `get` answers absent (with the live
 * epoch) until it saves, and what it saves lives as long as the attempt and is written nowhere.
 */
export interface StateAccess<State> {
  /** Reads the state of this run's concurrency key. `epoch` rises when a person resets or rewinds it. */
  get(): Promise<StateView<State>>;
  /**
   * Writes the state at once, fenced by the run's lease and the version last read or saved.
   * @throws LeaseLostError when the run no longer holds its lease, StateConflictError when somebody else saved.
   */
  save(value: State): Promise<void>;
}

/**
 * Says what needs a person, and when it needs none any more. It is kept with the run and written with its finish,
 * whatever its ending: a run that loses its lease says nothing. Of each subject the last word counts.
 */
export interface JobAlerts {
  /**
   * Opens the subject's incident, or goes on with the open one.
   * @throws NonRetryableError for a subject or title that is empty or longer than 200 characters, for a severity that
   * is none, and for the 101st subject of a run
   */
  raise(alert: RaisedAlert): void;
  /** Closes the subject's incident; harmless when none is open. @throws NonRetryableError as `raise` does */
  resolve(subject: string): void;
}

interface RaisedAlert {
  /** What it is about, as other systems would name it: `account:42`, `campaign:7:2026-11-21`. At most 200 characters. */
  subject: string;
  severity: Severity;
  /** What is wrong, in one line of at most 200 characters. Secrets are taken out. */
  title: string;
  /** More of it, at most 2,000 characters; what is longer is cut. */
  detail?: string;
}

/** What the engine gives a handler. */
export interface JobContext<State = unknown, Services = unknown> {
  readonly runId: string;
  readonly jobName: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly maxAttempts: number;
  readonly trigger: Trigger;
  /** The slot this run stands for, null for a run outside of any schedule. */
  readonly scheduledFor: Date | null;
  /** How long after its slot the run began, in seconds; 0 outside of any schedule and in a backfill. */
  readonly lateBySeconds: number;
  /** Whether the slot was missed and this run catches up on it. False in a backfill: that is a repetition. */
  readonly isLate: boolean;
  /** Earlier slots that this run stands for as well. */
  readonly coalescedCount: number;
  /** Stable over all attempts of this run: send it to third parties that understand idempotency keys. */
  readonly idempotencyKey: string;
  /** Aborted on timeout, cancel, replacement, shutdown and loss of the lease. Pass it on and check it between items. */
  readonly signal: AbortSignal;
  /** When this attempt's signal will be aborted at the latest. */
  readonly deadline: Date;
  now(): Date;
  readonly log: JobLog;
  /** Reports `done` of `total` items; shown within one heartbeat. */
  progress(done: number, total?: number | null, note?: string): void;
  /**
   * Keeps a number with the run, whatever becomes of it: shown with the run, charted on the job's page, exported and told
   * to Prometheus. The same name again replaces the value. At most 20 names a run; `unit` is a word such as `ms` or `USD`.
   * @throws NonRetryableError when the name, the value or the unit is not what can be kept
   */
  metric(name: string, value: number, unit?: string): void;
  readonly state: StateAccess<State>;
  /** What needs a person is raised here, not thrown. */
  readonly alerts: JobAlerts;
  /**
   * Fans out: adds one task for each item that the run does not have yet, so a second attempt adds nothing twice. The
   * run ends without waiting for them; they are worked on by any process, and shown under the run.
   * @throws NonRetryableError when the job does not declare the task or an item does not fit it, before anything is written
   */
  enqueue<Item extends ParamsSchema>(
    task: TaskDefinition<Item>,
    items: readonly z.input<Item>[],
  ): Promise<{ added: number }>;
  readonly services: Services;
}
