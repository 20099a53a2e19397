import type { Json, RunError } from "../words/json.ts";
import type {
  AttemptResult,
  EndedStatus,
  LogLevel,
  OverlapPolicy,
  RunStatus,
  Severity,
  SkipReason,
  Trigger,
} from "../words/vocabulary.ts";
import type { Alongside, CarriedRun } from "./queue.ts";
import type { RetryWait, RunMetric } from "./telling.ts";

/**
 * The slot a delivery stands for. The caller gives the schedule's neighbours of its own clock's now; the store takes
 * `next` when it is at most 5 s ahead of the database's clock (skew), else `previous`.
 */
export interface SlotRequest {
  scheduleId: string;
  previous: Date | null;
  next: Date | null;
}

/** A request to begin a run. The caller makes `id` (UUIDv7), so that sending it again after a lost answer is safe. */
export interface AdmitRequest {
  id: string;
  jobName: string;
  trigger: Trigger;
  slot: SlotRequest | null;
  /** `Idempotency-Key` of a delivery without a schedule's slot; unique per job. */
  requestKey: string | null;
  lockKey: string;
  /** How many runs of the lock key may be `started` at once (1 to 1,000). */
  lanes: number;
  overlap: OverlapPolicy;
  leaseMs: number;
  maxAttempts: number;
  params: Json;
  actor: string | null;
  worker: string;
  release: string | null;
  /** Runs although the job is disabled; the caller has checked that the actor may. */
  force: boolean;
  enabledByDefault: boolean;
  /** The run that a person repeated, if this is a repetition. */
  parentId: string | null;
}

export type AdmitAnswer =
  | { outcome: "started"; run: StartedRun }
  /** The run waits for the lock key (overlap `queue` or `replace`). */
  | { outcome: "queued"; runId: string }
  /** The slot, request key or id was admitted before; `runId` is that first run. */
  | { outcome: "duplicate"; runId: string; status: RunStatus }
  /** `heldBy` names the run that holds or waits for the key when the reason is `already_running`. */
  | {
      outcome: "skipped";
      reason: Exclude<SkipReason, "duplicate_slot" | "not_due">;
      runId: string | null;
      heldBy: { runId: string; since: Date } | null;
    };

/** A run that this process holds: `fence` proves it in every later write. */
export interface StartedRun {
  id: string;
  jobName: string;
  fence: string;
  attempt: number;
  maxAttempts: number;
  trigger: Trigger;
  scheduledFor: Date | null;
  lockKey: string;
  params: Json;
  /** When the run's first attempt began, by the store's clock. */
  startedAt: Date;
  /** How often the run went on in another invocation without moving its state or progress, and how often in all. */
  continuations: number;
  interruptions: number;
  /** Earlier slots that this run stands for as well. */
  coalescedCount: number;
}

export interface ClaimRequest {
  worker: string;
  limit: number;
  leaseMs: number;
  /** Only jobs this process can run. */
  jobNames: readonly string[];
  /** Of those, the jobs that are enabled unless the database says otherwise. */
  enabledByDefault: readonly string[];
  /** Backfills among them, at most: they come last and must leave room for live runs. */
  backfills: number;
  /** Only waiting runs of this lock key. */
  lockKey?: string;
  /** Only these runs. */
  runIds?: readonly string[];
}

/** What became of a run so far, whoever works on it. */
export interface RunOutcome {
  id: string;
  jobName: string;
  status: RunStatus;
  reason: string | null;
  message: string | null;
  result: Json;
  error: RunError | null;
  trigger: Trigger;
  scheduledFor: Date | null;
  startedAt: Date;
  completedAt: Date | null;
  durationMs: number | null;
  attempts: number;
}

export interface Progress {
  done: number;
  total: number | null;
  note: string | null;
}

export interface LogLine {
  at: Date;
  level: LogLevel;
  attempt: number;
  message: string;
  fields: Json;
}

/** One attempt that did not end the run well. A first attempt that succeeds leaves no entry. */
export interface AttemptEntry {
  attempt: number;
  startedAt: Date;
  endedAt: Date;
  outcome: AttemptResult;
  error: string | null;
}

export interface Beat {
  runId: string;
  fence: string;
  /** New lease length from now, or null to leave the lease as it is. */
  leaseMs: number | null;
  progress: Progress | null;
  lines: LogLine[];
  /** New or replaced ones. Tasks have none. */
  metrics?: RunMetric[];
  /** `timeout` while a timed-out handler has not stopped; null clears it. Never overwrites `cancel` or `replaced`. */
  abortReason: "timeout" | null;
  /** Set when an in-process attempt failed and the next one is about to begin. */
  nextAttempt: { attempt: number; failed: AttemptEntry } | null;
  /** Set when an in-process attempt failed and the next one is waited for. Tasks have none. */
  waiting?: RetryWait | null;
}

/** `held: false` means the fence no longer matches: nothing of the beat was written and the run must stop. */
export type BeatAnswer =
  | { runId: string; held: true; abort: "cancel" | "replaced" | null }
  | { runId: string; held: false };

/** What a handler said of a subject, `account:42` for instance; what it said last of each counts. */
export type SubjectReport = { subject: string } & (
  | { says: "raised"; severity: Severity; title: string; detail: string | null }
  | { says: "resolved" }
);

interface RunFinishBase {
  runId: string;
  fence: string;
  /** Milliseconds that the outcome waited for the database; the end is dated back by it. */
  lagMs: number;
  reason: string | null;
  message: string | null;
  result: Json;
  error: RunError | null;
  progress: Progress | null;
  lines: LogLine[];
  /** Written with the finish, or not at all. */
  reports: readonly SubjectReport[];
  attemptEntry: AttemptEntry | null;
}

export type FinishRequest =
  | (RunFinishBase & { kind: "ended"; status: EndedStatus })
  /** Hands the run back to whoever claims it next. `costs` says what the hand-over does to the attempt counter. */
  | (RunFinishBase & {
      kind: "retrying";
      retryInMs: number;
      costs: "attempt" | "interruption" | "continuation";
    });

/** `applied: false` means the fence no longer matches; repeating an applied finish answers applied, counted once. */
export interface FinishAnswer {
  applied: boolean;
  /** Another run of the same lock key waits: claim it now rather than at the next sweep. */
  nextWaits: boolean;
  /**
   * What the run became; null when the finish did not apply. A hand-back of a run that was cancelled or replaced ends it
   * `cancelled`, one with no attempts left `abandoned`.
   */
  status: RunStatus | null;
  /** The row's `completed_at`; null when the run was handed back or the finish did not apply. */
  completedAt: Date | null;
}

export interface RescuedRun {
  runId: string;
  jobName: string;
  trigger: Trigger;
  status: "retrying" | "abandoned" | "timed_out" | "cancelled";
}

export type CancelAnswer =
  | { outcome: "cancelled" }
  /** The run is started: its process is told with the next beat. */
  | { outcome: "requested" }
  | { outcome: "already_ended"; status: RunStatus }
  | { outcome: "not_found" };

export type ForceEndAnswer =
  | { outcome: "ended" }
  | { outcome: "not_running"; status: RunStatus }
  | { outcome: "not_found" };

/** Where runs live. Every method is safe to call from any number of processes at once. */
export interface RunStore {
  /** Begins a run, or says why not. */
  admit(request: AdmitRequest): Promise<AdmitAnswer>;
  /** Decides as `admit` does, but the run waits for whoever claims it, even when its lock key is free. */
  enqueue(request: AdmitRequest): Promise<Exclude<AdmitAnswer, { outcome: "started" }>>;
  /** Runs of these jobs that could be claimed and have been due for `afterMs`: whoever was to come for them did not. */
  uncarried(request: { limit: number; jobNames: readonly string[]; afterMs: number }): Promise<CarriedRun[]>;
  outcomes(runIds: readonly string[]): Promise<RunOutcome[]>;
  /** Counts further deliveries of a run that were answered without asking the store. */
  countDeliveries(runId: string, count: number): Promise<void>;
  /** Takes due waiting runs, oldest first within a lock key, at most `limit`. */
  claim(request: ClaimRequest): Promise<StartedRun[]>;
  /** Renews leases, writes progress and log lines, and reads abort flags of all of a process's runs. */
  beat(beats: Beat[]): Promise<BeatAnswer[]>;
  /** Ends a run or hands it back, only while its fence matches. */
  finish(request: FinishRequest): Promise<FinishAnswer>;
  /** Takes runs whose lease is over out of `started`: `retrying` while attempts are left, else ended. */
  rescue(limit: number): Promise<RescuedRun[]>;
  cancel(runId: string, alongside?: Alongside<CancelAnswer>): Promise<CancelAnswer>;
  /** Ends a started run as failed, raises its fence and frees its lane at once, whatever its handler still does. */
  forceEnd(runId: string, reason: string, alongside?: Alongside<ForceEndAnswer>): Promise<ForceEndAnswer>;
}
