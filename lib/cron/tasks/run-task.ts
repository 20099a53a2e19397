import type { AnyTask, TaskContext } from "../jobs/define-task.ts";
import { secretValues } from "../jobs/secret-params.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { StartedTask, TaskFinish, TaskFinishAnswer, TaskStore } from "../ports/tasks.ts";
import { callUnderWatch, type HandlerOutcome } from "../runs/attempt.ts";
import { createJobLog } from "../runs/build-context.ts";
import type { HeldRun } from "../runs/held-run.ts";
import type { Invocation } from "../runs/invocation.ts";
import type { Keeper } from "../runs/keeper.ts";
import { writeOutcome } from "../runs/settle.ts";
import { checkWith, issuesText, NonRetryableError } from "../words/errors.ts";
import type { Json, RunError } from "../words/json.ts";
import { toInspectable, toRunError, toSafeJson } from "../words/serialize.ts";
import { decideTask, type TaskDecision } from "./decide-task.ts";

export interface TaskCall {
  parts: EngineParts;
  store: TaskStore;
  keeper: Keeper<StartedTask>;
  /** Monotonic time at which the claim was sent. */
  sentAtMs: number;
  /** What it is begun in. */
  invocation: Invocation;
}

type HeldTask = HeldRun<StartedTask>;
type Written = Exclude<TaskDecision, { kind: "let_go" }>;

/**
 * Takes a started task through one attempt: hold it, call the handler, decide, write it down. Rejects only when a write
 * that must not be lost could not be made in time; the lease then lapses and another process tells the truth.
 */
export async function runTask(
  { parts, store, keeper, sentAtMs, invocation }: TaskCall,
  definition: AnyTask,
  task: StartedTask,
): Promise<void> {
  const timeoutMs = definition.timeoutSeconds * 1000;
  const held = await keeper.hold(task, {
    sentAtMs,
    timeoutMs,
    secrets: secretValues(definition.item, task.item),
  });
  const { events, random } = parts;
  events.emit({ type: "task_started", task });
  try {
    const onUnstopped = () => events.emit({ type: "task_stopping", task });
    const watched = { held, timeoutMs, invocation, onUnstopped };
    const outcome = await callUnderWatch(parts, watched, (limits) =>
      callHandler(definition, held, taskContext(parts, held, limits)),
    );
    const decision = decideTask({ definition, task, outcome, random });
    if (decision.kind === "let_go") events.emit({ type: "task_lost", task });
    else await settleTask({ parts, store, held }, decision);
  } finally {
    keeper.release(held);
  }
}

async function callHandler(
  definition: AnyTask,
  { run: { jobName, item }, redact }: HeldTask,
  context: TaskContext,
): Promise<HandlerOutcome<Json>> {
  try {
    const { run } = await definition.handler();
    const result = await run(context, parseItem(definition, jobName, item));
    return { kind: "returned", result: toSafeJson(result ?? null, { redact }) };
  } catch (error) {
    return { kind: "threw", error: toInspectable(error) };
  }
}

/** A deploy may have changed the schema since the item was enqueued. */
function parseItem({ name, item: schema }: AnyTask, jobName: string, item: Json): unknown {
  const checked = checkWith(schema, item);
  if (checked.success) return checked.data;
  const problem = issuesText(checked.issues);
  throw new NonRetryableError(`${jobName}/${name}: the item does not fit the schema any more: ${problem}`);
}

function taskContext(parts: EngineParts, held: HeldTask, limits: { signal: AbortSignal; deadline: Date }): TaskContext {
  const { id, runId, jobName, task, itemId, attempt, maxAttempts } = held.run;
  const runOf = () => ({ id: runId, jobName, attempt });
  return {
    runId,
    jobName,
    task,
    itemId,
    attempt,
    maxAttempts,
    idempotencyKey: id,
    ...limits,
    now: () => parts.clock.now(),
    log: createJobLog(parts, { held, runOf, keepsDebug: false, always: { task, item: itemId } }),
    services: parts.services,
  };
}

interface Settling {
  parts: EngineParts;
  store: TaskStore;
  held: HeldTask;
}

async function settleTask({ parts, store, held }: Settling, decision: Written): Promise<void> {
  const { run: task } = held;
  const error =
    decision.error === null ? null : toRunError(decision.error, { redact: held.redact, tellStack: parts.tellStack });
  const answer = await finishTask({ parts, store, held }, decision, error);
  if (!answer.applied) {
    parts.events.emit({ type: "task_lost", task });
    return;
  }
  const retryInMs = decision.kind === "hand_back" && answer.status === "retrying" ? decision.waitMs : null;
  parts.events.emit({ type: "task_settled", task, status: answer.status, error, retryInMs });
}

function finishTask(
  { parts, store, held }: Settling,
  decision: Written,
  error: RunError | null,
): Promise<TaskFinishAnswer> {
  const { id: taskId, fence } = held.run;
  const { pauseKeyMs } = decision;
  const result = decision.kind === "end" ? decision.result : null;
  return writeOutcome(parts, {
    held,
    beat: (beats) => store.beat(beats),
    write: ({ lines, lagMs, bare }) => {
      const told = { taskId, fence, lagMs, lines, error, pauseKeyMs, result: bare ? { truncated: true } : result };
      return store.finish({ ...told, ...taskFinishFacts(decision) });
    },
  });
}

type TaskFinishFacts =
  | Pick<Extract<TaskFinish, { kind: "ended" }>, "kind" | "status">
  | Pick<Extract<TaskFinish, { kind: "retrying" }>, "kind" | "retryInMs" | "costs">;

function taskFinishFacts(decision: Written): TaskFinishFacts {
  return decision.kind === "end"
    ? { kind: "ended", status: decision.status }
    : { kind: "retrying", retryInMs: decision.waitMs, costs: decision.costs };
}
