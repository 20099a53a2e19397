import type { JobDefinition } from "./define-job.ts";
import type { Json, RunError, SaveStateAnswer, StoredState } from "./ports.ts";
import type { EndedStatus, RunStatus, SkipReason, Trigger } from "./vocabulary.ts";

/** The engine's public face. `createEngine` builds it; lib/runtime.ts connects it. */

/** The slot of a delivery: the schedule's latest instant, or a key the caller made up. */
export type Delivery =
  | { kind: "none" }
  | { kind: "scheduled"; scheduleId: string }
  | { kind: "request"; key: string };

export interface RunRequest {
  /** The job's name or an alias. */
  job: string;
  /** Unchecked input; the job's schema decides. */
  params: unknown;
  trigger: Trigger;
  delivery: Delivery;
  /** Who asked, for the row: an e-mail address, "platform", "curl". */
  actor: string | null;
  /** Runs although the job is disabled. */
  force?: boolean;
  parentId?: string;
}

/** What became of a request to run. */
export type RunAnswer =
  | { kind: "ended"; run: EndedRun }
  /** Waits for its lock key, its backoff or another process; it goes on by itself. */
  | { kind: "waiting"; runId: string; jobName: string; status: "queued" | "retrying"; reason: string }
  | {
      kind: "skipped";
      jobName: string;
      reason: SkipReason;
      message: string;
      /** The row of the refusal, or for a duplicate the first run of the slot. */
      runId: string | null;
      /** Status of that first run, for a duplicate. */
      firstStatus: RunStatus | null;
      heldBy: { runId: string; since: Date } | null;
    }
  /** Another process holds the run now: this one may not say how it ended. */
  | { kind: "lost"; runId: string; jobName: string };

export interface EndedRun {
  id: string;
  jobName: string;
  status: EndedStatus;
  message: string;
  result: Json;
  error: RunError | null;
  trigger: Trigger;
  scheduledFor: Date | null;
  startedAt: Date;
  completedAt: Date;
  durationMs: number;
  attempts: number;
}

/** A run that was admitted; `done` settles when this process is through with it and never rejects. */
export interface BegunRun {
  runId: string;
  jobName: string;
  done: Promise<RunAnswer>;
}

export interface Engine {
  readonly jobs: readonly JobDefinition[];
  /** The definition behind a name or alias, or null. */
  find(nameOrAlias: string): JobDefinition | null;
  /**
   * Runs a job and waits for what becomes of it.
   * @throws UnknownJobError, InvalidParamsError, DrainingError; and what the store throws when it cannot be reached
   */
  run(request: RunRequest): Promise<RunAnswer>;
  /** Like `run`, but answers as soon as the run is admitted: give `done` to `after()` on a platform. */
  begin(request: RunRequest): Promise<BegunRun | Exclude<RunAnswer, { kind: "ended" | "lost" }>>;
  /** Rescues dead runs and continues due waiting ones in this process. Bounded; `done` settles when those runs do. */
  sweep(): Promise<{ rescued: number; claimed: number; done: Promise<void> }>;
  /** Sweeps unless this process did within the last sweep interval. */
  sweepIfDue(): Promise<{ done: Promise<void> }>;
  /** Starts the sweep loop of a long-lived process. */
  start(): void;
  /** Takes no new runs, aborts what runs, hands it back, and resolves when all have stopped or `graceMs` is over. */
  drain(graceMs: number): Promise<{ stopped: number; abandoned: number }>;
  readonly live: { running: number; draining: boolean; lastSweepAt: Date | null };
  readState(job: string, key?: string): Promise<{ stored: StoredState; problem: string | null }>;
  /** A person's change: null resets. @throws InvalidParamsError when the job's state schema refuses the value */
  writeState(request: {
    job: string;
    key?: string;
    version: number;
    value: unknown;
    actor: string;
  }): Promise<Exclude<SaveStateAnswer, { outcome: "lease_lost" }>>;
}
