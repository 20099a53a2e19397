import type { z } from "zod";
import type { Json } from "../words/json.ts";
import type { LogLevel } from "../words/vocabulary.ts";
import type { BackoffPolicy } from "./backoff.ts";
import type { ParamsSchema } from "./schemas.ts";

/** What the engine gives a task's handler. */
export interface TaskContext<Services = unknown> {
  /** The run that enqueued it. */
  readonly runId: string;
  readonly jobName: string;
  readonly task: string;
  readonly itemId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly maxAttempts: number;
  /** Stable over all attempts of this task: send it to third parties that understand idempotency keys. */
  readonly idempotencyKey: string;
  /** Aborted on timeout, cancel, shutdown and loss of the lease. Pass it on. */
  readonly signal: AbortSignal;
  /** When the signal will be aborted at the latest. */
  readonly deadline: Date;
  now(): Date;
  /** Kept among the lines of the run, with task and item. */
  readonly log: JobLog;
  readonly services: Services;
}

/** What it returns is kept with the task (at most 64 KiB); a throw is attempted again. */
export type TaskHandler<Item, Services> = (context: TaskContext<Services>, item: Item) => Promise<Json> | Promise<void>;

/** Work on one item, declared in the `tasks` of a job and fanned out by its runs with `ctx.enqueue`. */
export interface TaskDefinition<Item extends ParamsSchema = ParamsSchema, Services = never> {
  /** `^[a-z][a-z0-9-]{0,99}$`, unique within its job. */
  readonly name: string;
  /** One item; must be JSON, at most 64 KiB. */
  readonly item: Item;
  /** Names the item within its run: an item is enqueued once, however many attempts enqueue it. 1 to 200 characters. */
  readonly itemId: (item: z.output<Item>) => string;
  /** What `concurrency` and another side's `Retry-After` are about, for example the shop or the platform. Default "". */
  readonly key?: (item: z.output<Item>) => string;
  /** Tasks of one key at once, over all processes. Default 1. */
  readonly concurrency?: number;
  /** Limit of one attempt, in seconds. */
  readonly timeoutSeconds: number;
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  /** How long a failed task waits before its next attempt. Default 5 s, 10 s, 15 s and so on. */
  readonly backoff?: BackoffPolicy;
  /** Loads the handler's module on first use. */
  readonly handler: () => Promise<{ run: TaskHandler<z.output<Item>, Services> }>;
}

/** A definition whose types do not matter to the reader. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where the tasks' types are erased
export type AnyTask = TaskDefinition<any, any>;

/** Makes the `defineTask` of an application whose handlers use `Services`; `createRegistry` checks them at load. */
export function defineTaskFor<Services>() {
  return <Item extends ParamsSchema>(definition: TaskDefinition<Item, Services>): TaskDefinition<Item, Services> =>
    definition;
}

/** What a process says it can work on: `<job>/<task>`. */
export const taskKind = (jobName: string, task: string): string => `${jobName}/${task}`;

/** `debug` lines are kept only of runs started with the parameter `debug: true`. */
export type JobLog = Record<LogLevel, (message: string, fields?: Record<string, unknown>) => void>;
