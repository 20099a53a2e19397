import type { JobContext } from "../jobs/context.ts";
import type { AnyJob } from "../jobs/define-job.ts";
import { type AnyTask, taskKind } from "../jobs/define-task.ts";
import { boundKey } from "../jobs/lock-key.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { NewTask, TaskStore } from "../ports/tasks.ts";
import { checkWith, issuesText, LeaseLostError, NonRetryableError } from "../words/errors.ts";
import type { Json } from "../words/json.ts";
import { newRunId } from "../words/run-id.ts";
import { toSafeJson, toSafeText } from "../words/serialize.ts";
import type { HeldRun } from "./held-run.ts";
import { whileAway } from "./while-away.ts";

/** One transaction takes this many items and bytes at most: it holds the run's row, and beats wait for it. */
const MAX_ITEMS = 1_000;
const MAX_BYTES = 1024 * 1024;
const MAX_ITEM_BYTES = 64 * 1024;
const MAX_ITEM_ID_LENGTH = 200;

/** `ctx.enqueue` of one attempt. All items are checked before the first is written. */
export function createEnqueue(
  parts: EngineParts,
  { job, held, signal }: { job: AnyJob; held: HeldRun; signal: AbortSignal },
): JobContext["enqueue"] {
  return async (task, items) => {
    const { store, declared } = findDeclared(parts, job, task);
    const made = items.map((item, index) => newTask(parts, { job, task: declared, item, index }));
    let added = 0;
    for (const chunk of chunksOf(made)) {
      signal.throwIfAborted();
      added += await addChunk({ parts, store, job, task: declared, held, signal }, chunk);
      parts.events.emit({ type: "tasks_enqueued", runId: held.run.id, jobName: job.name, task: task.name, added });
    }
    return { added };
  };
}

function findDeclared(
  { tasks: store }: EngineParts,
  job: AnyJob,
  task: Pick<AnyTask, "name">,
): { store: TaskStore; declared: AnyTask } {
  if (!store) throw new NonRetryableError(`${job.name} enqueued ${task.name}, but this engine has no store for tasks`);
  const declared = job.tasks?.find((one: AnyTask) => Object.is(one, task));
  if (declared) return { store, declared };
  throw new NonRetryableError(
    `${job.name} enqueued ${task.name}, which it does not declare; add it to the job's tasks`,
  );
}

function newTask(
  { clock, randomBytes }: EngineParts,
  { job, task, item, index }: { job: AnyJob; task: AnyTask; item: unknown; index: number },
): NewTask {
  const refuse = (sentence: string) => new NonRetryableError(`${job.name}/${task.name}: item ${index} ${sentence}`);
  const parsed = checkWith(task.item, item);
  if (!parsed.success) throw refuse(`does not fit the task's schema: ${issuesText(parsed.issues)}`);
  const itemId = toSafeText(task.itemId(parsed.data), MAX_ITEM_ID_LENGTH + 1);
  if (itemId === "" || itemId.length > MAX_ITEM_ID_LENGTH) {
    throw refuse(`needs an id of 1 to ${MAX_ITEM_ID_LENGTH} characters, got "${itemId}"`);
  }
  const json = toSafeJson(parsed.data, { maxBytes: 4 * MAX_ITEM_BYTES });
  if (sizeOf(json) > MAX_ITEM_BYTES) throw refuse(`is above ${MAX_ITEM_BYTES} bytes: enqueue a reference to it`);
  const key = `${taskKind(job.name, task.name)}:${boundKey(toSafeText(task.key?.(parsed.data) ?? "", 10_000))}`;
  return { id: newRunId(clock.now(), randomBytes), itemId, key, item: json };
}

function* chunksOf(tasks: readonly NewTask[]): Iterable<NewTask[]> {
  let chunk: NewTask[] = [];
  let bytes = 0;
  for (const task of tasks) {
    const size = sizeOf(task.item);
    if (chunk.length === MAX_ITEMS || (chunk.length > 0 && bytes + size > MAX_BYTES)) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(task);
    bytes += size;
  }
  if (chunk.length > 0) yield chunk;
}

const sizeOf = (item: Json): number => Buffer.byteLength(JSON.stringify(item));

interface Adding {
  parts: EngineParts;
  store: TaskStore;
  job: AnyJob;
  task: AnyTask;
  held: HeldRun;
  signal: AbortSignal;
}

/** Sent again after a lost answer, the same items add nothing. */
async function addChunk({ parts, store, job, task, held, signal }: Adding, items: NewTask[]): Promise<number> {
  const { id: runId, fence } = held.run;
  const lanes = task.concurrency ?? 1;
  const request = { runId, fence, jobName: job.name, task: task.name, lanes, maxAttempts: task.maxAttempts, items };
  const answer = await whileAway(parts, { operation: "enqueue", signal }, () => store.enqueue(request));
  switch (answer.outcome) {
    case "added":
      return answer.added;
    case "lease_lost":
      held.stop("lease_lost");
      throw new LeaseLostError(runId);
    case "cancelled":
      held.stop("cancel");
      throw held.stopSignal.reason;
  }
}
