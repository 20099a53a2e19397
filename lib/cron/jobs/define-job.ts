import type { z } from "zod";
import type { JobSchedule } from "../time/expressions.ts";
import type { FinishBy } from "../time/finish-by.ts";
import type { MisfirePolicy, OverlapPolicy } from "../words/vocabulary.ts";
import type { BackoffPolicy } from "./backoff.ts";
import type { JobContext } from "./context.ts";
import type { AnyTask } from "./define-task.ts";
import type { ParamsSchema, StateSchema } from "./schemas.ts";

/** One thing that went wrong with one item; `id` is the item's own id or key. */
export interface ItemError {
  id: string;
  error: string;
}

/**
 * What a handler returns. The engine decides the run's status from it: `failed` of 0 is completed, some failed is
 * partial, more newly failed than processed is failed. A returned result ends the run; only a throw is attempted again.
 */
export interface JobResult {
  /** Items done successfully. */
  processed: number;
  failed: number;
  /** Of `failed`: items that had failed in an earlier run, too. They make a run partial, but never failed. */
  failedAgain?: number;
  skipped: number;
  errors: ItemError[];
  /** One sentence for people; generated from the counts when absent. */
  message?: string;
  /** Whatever else callers of the job read, for example `totalProcessed`. */
  [key: string]: unknown;
}

export type Handler<Params, State, Services> = (
  context: JobContext<State, Services>,
  params: Params,
) => Promise<JobResult>;

/** How much depends on a job. */
export const IMPORTANCES = ["normal", "high"] as const;
export type Importance = (typeof IMPORTANCES)[number];

/** A typed definition in the registry. Small on purpose: the work is in the handler's own module, loaded on first run. */
export interface JobDefinition<
  Name extends string = string,
  Params extends ParamsSchema = ParamsSchema,
  State extends StateSchema = StateSchema,
  Services = never,
> {
  /** `^[a-z][a-z0-9-]{0,99}$`: the job's name, route, log key and file name. */
  readonly name: Name;
  /** Other names under which the same job can be called. */
  readonly aliases?: readonly string[];
  /** One sentence on what it does, for lists and messages. */
  readonly description: string;
  /** What lists and statistics group it under. */
  readonly category: string;
  /** When it runs by itself: `cron(expression, timezone)`, `every(seconds)`, `once(date)` or `noSchedule`. */
  readonly schedule: JobSchedule;
  /** What happens to slots that nobody saw to in time. Default `run-once`: one run stands for all of them. */
  readonly misfire?: MisfirePolicy;
  /** Slots older than this are never caught up. Default: however late. */
  readonly maxLatenessSeconds?: number;
  /** Runs that misfire `run-all` makes at most. Default 100. */
  readonly maxCatchUp?: number;
  /** Spreads the starts of jobs of the same minute over so many seconds: a stable offset from the job's name. */
  readonly spreadSeconds?: number;
  /** Whether a past range may be run again beside live slots. Default true. */
  readonly backfill?: boolean;
  /** When each slot of its own schedule has to be done: `withinSeconds(1800)` or `byTime("06:00")`. Default: whenever. */
  readonly finishBy?: FinishBy;
  /** `high` raises the severity of every incident of the job by one. Default `normal`. */
  readonly importance?: Importance;
  /** Whether the job runs while nobody has switched it on or off. Default true. */
  readonly enabledByDefault?: boolean;
  /** Limit of one attempt, in seconds. */
  readonly timeoutSeconds: number;
  /** Attempts in all, the first included. */
  readonly maxAttempts: number;
  /** How long a failed run waits before its next attempt. Default 5 s, 10 s, 15 s and so on. */
  readonly backoff?: BackoffPolicy;
  /** What a run does when its lock key is taken. Default `skip`. */
  readonly overlap?: OverlapPolicy;
  /** Runs of one lock key at once. Default 1; more needs overlap `allow`. */
  readonly concurrency?: number;
  /** Narrows the lock: runs with different keys may overlap, and each key has a state of its own. */
  readonly concurrencyKey?: (params: z.output<Params>) => string;
  /** Parameters with their defaults; must be a strict object. */
  readonly params: Params;
  /** What a run remembers for the next one; what is stored and does not fit is told as broken. Default: nothing. */
  readonly state?: State;
  /** What its runs may fan out with `ctx.enqueue`. */
  readonly tasks?: readonly AnyTask[];
  /** What a reset of the state makes the job do again, in a sentence for the person who is about to do it. */
  readonly resetRepeats?: string;
  /** Whether a person's change of the state asks for work that was already done. Resets always do. */
  readonly stateRewound?: (before: z.output<State>, after: z.output<State>) => boolean;
  /** Loads the handler's module: listing jobs must load no image or AI library. */
  readonly handler: () => Promise<{ run: Handler<z.output<Params>, z.output<State>, Services> }>;
}

/** A definition whose types do not matter to the reader: the engine and the screens handle all jobs alike. */
// biome-ignore lint/suspicious/noExplicitAny: the one place where the registry's types are erased
export type AnyJob = JobDefinition<string, any, any, any>;

/**
 * Makes the `defineJob` of an application whose handlers use `Services`.
 * It only types the definition; `createRegistry` checks all of them at load.
 */
export function defineJobFor<Services>() {
  return <const Name extends string, Params extends ParamsSchema, State extends StateSchema = z.ZodNull>(
    definition: JobDefinition<Name, Params, State, Services>,
  ): JobDefinition<Name, Params, State, Services> => definition;
}

export const timeoutMsOf = (job: AnyJob): number => job.timeoutSeconds * 1000;
