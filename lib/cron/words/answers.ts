import type { Json, RunError } from "./json.ts";
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
  /** The id that a new run is to have, where somebody wrote it down before. */
  runId?: string;
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
