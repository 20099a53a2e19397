import type { z } from "zod";
import type { AnyJob } from "./define-job.ts";
import type { DispatchReport } from "./dispatcher.ts";
import type { Json, RunError } from "./ports.ts";
import type { SaveStateAnswer, StoredState } from "./state-ports.ts";
import type { SweepReport } from "./sweep.ts";
import type { AbortReason, EndedStatus, RunStatus, SkipReason, Trigger } from "./vocabulary.ts";

/** The engine's public face. `createEngine` builds it; lib/runtime.ts connects it. */

/** The slot of a delivery: the schedule's latest instant, or a key the caller made up. */
export type Delivery = { kind: "none" } | { kind: "scheduled"; scheduleId: string } | { kind: "request"; key: string };

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
  /** The handler was aborted and has not stopped yet; until it does the run keeps its lock key. */
  | { kind: "stopping"; runId: string; jobName: string; reason: AbortReason; message: string }
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

/** Why a request to run did not begin one in this process. */
export type NotBegun = Extract<RunAnswer, { kind: "waiting" | "skipped" }>;

type JobNamed<Jobs extends readonly AnyJob[], Name> = Extract<Jobs[number], { name: Name }>;

export interface Engine<Jobs extends readonly AnyJob[] = readonly AnyJob[]> {
  readonly jobs: Jobs;
  /** The definition behind a name or alias, or null. */
  find(nameOrAlias: string): AnyJob | null;
  /** Runs a job from code: its name and parameters are checked by the compiler. */
  runNow<Name extends Jobs[number]["name"]>(
    name: Name,
    params: z.input<JobNamed<Jobs, Name>["params"]>,
  ): Promise<RunAnswer>;
  /**
   * Runs a job and waits for what becomes of it.
   * @throws UnknownJobError, InvalidParamsError, DrainingError; and what the store throws when it cannot be reached
   */
  run(request: RunRequest): Promise<RunAnswer>;
  /** Like `run`, but answers as soon as the run is admitted: give `done` to `after()` on a platform. */
  begin(request: RunRequest): Promise<{ kind: "begun"; run: BegunRun } | NotBegun>;
  /** Rescues dead runs and continues due waiting ones in this process. Bounded; `done` settles when those runs do. */
  sweep(): Promise<SweepReport>;
  /** Sweeps unless this process did within the last sweep interval. */
  sweepIfDue(): Promise<SweepReport>;
  /** One turn of everything that moves by itself: dispatches what is due, then sweeps. */
  tick(): Promise<SweepReport & DispatchReport>;
  /** Gives the slots of one schedule that have come their ending now, before its settings change. */
  settleSlots(scheduleId: string): Promise<void>;
  /** Starts the sweep loop of a long-lived process and, with `scheduler`, its dispatcher. */
  start(options?: { scheduler: boolean }): void;
  /** Queue mode: works on the runs that arrive, at most `atOnce` live ones at a time, until the drain. */
  work(atOnce: number): Promise<void>;
  /** Takes no new runs, aborts what runs, hands it back, and resolves when all have stopped or `graceMs` is over. */
  drain(graceMs: number): Promise<{ stopped: number; abandoned: number }>;
  readonly live: {
    running: number;
    draining: boolean;
    lastSweepAt: Date | null;
    /** Whether the embedded scheduler runs in this process. */
    scheduling: boolean;
    lastDispatchAt: Date | null;
  };
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
