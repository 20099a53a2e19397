import type { Json, RunError } from "../words/json.ts";
import type { Alongside } from "./queue.ts";
import type { Beat, BeatAnswer, LogLine } from "./runs.ts";

/** How a task can end. */
const TASK_ENDINGS = ["completed", "failed", "timed_out", "cancelled", "abandoned"] as const;
export type TaskEnding = (typeof TASK_ENDINGS)[number];
/** The words of runs mean the same for tasks. */
export const TASK_STATUSES = ["queued", "started", "retrying", ...TASK_ENDINGS] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** An item to work on, as `ctx.enqueue` made it. */
export interface NewTask {
  /** UUIDv7, made by the caller. */
  id: string;
  itemId: string;
  /** Lock key: `<job>/<task>:<key>`. */
  key: string;
  item: Json;
}

export interface EnqueueRequest {
  runId: string;
  fence: string;
  jobName: string;
  task: string;
  /** How many tasks of one key may be `started` at once (1 to 1,000). */
  lanes: number;
  maxAttempts: number;
  items: readonly NewTask[];
}

export type EnqueueAnswer =
  /** `added` leaves out the items that the run had already. */
  | { outcome: "added"; added: number }
  /** The run does not hold its lease any more. */
  | { outcome: "lease_lost" }
  /** A person cancelled the run: it gets no more tasks. */
  | { outcome: "cancelled" };

/** A task that this process holds: `fence` proves it in every later write. */
export interface StartedTask {
  id: string;
  runId: string;
  jobName: string;
  task: string;
  itemId: string;
  key: string;
  item: Json;
  fence: string;
  attempt: number;
  maxAttempts: number;
  /** How often a shutdown handed it back, and how often another side's Retry-After. */
  interruptions: number;
  deferrals: number;
}

export interface TaskClaim {
  worker: string;
  limit: number;
  leaseMs: number;
  /** `<job>/<task>` of what this process can work on. */
  kinds: readonly string[];
  /** `walkedTo` of this process's last claim, or "": keys are looked at from there on. */
  after: string;
}

interface TaskFinishBase {
  taskId: string;
  fence: string;
  /** Milliseconds that the outcome waited for the database; the end is dated back by it. */
  lagMs: number;
  result: Json;
  error: RunError | null;
  /** Holds all tasks of the key back for so long: another side answered Retry-After. */
  pauseKeyMs: number | null;
  lines: LogLine[];
}

export type TaskFinish =
  | (TaskFinishBase & { kind: "ended"; status: TaskEnding })
  /** Hands the task back to whoever claims it next. */
  | (TaskFinishBase & { kind: "retrying"; retryInMs: number; costs: "attempt" | "interruption" | "deferral" });

/** `applied: false` means the fence no longer matches. A hand-back of a cancelled task ends it `cancelled`. */
export type TaskFinishAnswer = { applied: true; status: "retrying" | TaskEnding } | { applied: false };

export interface RescuedTask {
  taskId: string;
  runId: string;
  jobName: string;
  status: "retrying" | "abandoned" | "timed_out" | "cancelled";
}

export interface CancelledTasks {
  cancelled: number;
  /** Running ones that were asked to stop. */
  stopping: number;
}

/** Where the tasks of runs live. Every method is safe to call from any number of processes at once. */
export interface TaskStore {
  /** Adds what the run does not have yet, in one transaction, while the run is started under the fence. */
  enqueue(request: EnqueueRequest): Promise<EnqueueAnswer>;
  /**
   * Takes due tasks, at most `limit`: first of the key with the fewest running, then what waits longest. `walkedTo` is ""
   * once all keys were looked at; else there may be more although fewer than `limit` came.
   */
  claim(request: TaskClaim): Promise<{ tasks: StartedTask[]; walkedTo: string }>;
  /** Renews leases, writes log lines of the tasks' runs and reads abort flags; `runId` of a beat is the task's id. */
  beat(beats: Beat[]): Promise<BeatAnswer[]>;
  /** Ends a task or hands it back, only while its fence matches. */
  finish(request: TaskFinish): Promise<TaskFinishAnswer>;
  /** Takes tasks whose lease is over out of `started`. */
  rescue(limit: number): Promise<RescuedTask[]>;
  /** Cancels a run's waiting tasks and asks its running ones to stop, in batches: each is committed with what goes alongside. */
  cancel(runId: string, alongside?: Alongside<CancelledTasks>): Promise<CancelledTasks>;
}
