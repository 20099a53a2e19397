import type { StartedRun } from "../../../lib/cron/ports/runs.ts";
import type {
  EnqueueRequest,
  NewTask,
  StartedTask,
  TaskClaim,
  TaskFinish,
  TaskStore,
} from "../../../lib/cron/ports/tasks.ts";
import type { TestStores } from "./postgres-stores.ts";
import { LEASE_MS, newId } from "./requests.ts";

const KIND = "job/work";

/** An item under a key of `job/work`. */
export function newTask(itemId: string, key = "", changes: Partial<NewTask> = {}): NewTask {
  return { id: newId(), itemId, key: `${KIND}:${key}`, item: { n: itemId }, ...changes };
}

export const newTasks = (count: number, key = ""): NewTask[] =>
  Array.from({ length: count }, (_, n) => newTask(`${key}${n}`, key));

type Held = Pick<StartedRun, "id" | "fence">;

export function enqueueing(
  { id: runId, fence }: Held,
  items: readonly NewTask[],
  changes: Partial<EnqueueRequest> = {},
): EnqueueRequest {
  return { runId, fence, jobName: "job", task: "work", lanes: 1, maxAttempts: 3, items, ...changes };
}

export function claimingTasks(changes: Partial<TaskClaim> = {}): TaskClaim {
  return { worker: "worker", limit: 10, leaseMs: LEASE_MS, kinds: [KIND], after: "", ...changes };
}

export const claimTasks = async (tasks: TaskStore, changes: Partial<TaskClaim> = {}): Promise<StartedTask[]> =>
  (await tasks.claim(claimingTasks(changes))).tasks;

const nothing = { lagMs: 0, result: null, error: null, pauseKeyMs: null, lines: [] };
type Ended = Extract<TaskFinish, { kind: "ended" }>;
type Retrying = Extract<TaskFinish, { kind: "retrying" }>;

export function taskEnding(
  { id: taskId, fence }: Pick<StartedTask, "id" | "fence">,
  changes: Partial<Ended> = {},
): Ended {
  return { taskId, fence, ...nothing, kind: "ended", status: "completed", ...changes };
}

export function taskHandingBack(
  { id: taskId, fence }: Pick<StartedTask, "id" | "fence">,
  changes: Partial<Retrying> = {},
): Retrying {
  return { taskId, fence, ...nothing, kind: "retrying", retryInMs: 0, costs: "attempt", ...changes };
}

/** Of all tasks, oldest first. */
export async function taskStatuses(stores: TestStores): Promise<string[]> {
  const rows = await stores.rows<{ status: string }>("select status from cron_run_tasks order by id");
  return rows.map(({ status }) => status);
}
