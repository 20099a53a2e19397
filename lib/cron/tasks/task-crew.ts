import { type AnyTask, taskKind } from "../jobs/define-task.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { StartedTask, TaskStore } from "../ports/tasks.ts";
import { Keeper } from "../runs/keeper.ts";
import { runTask } from "./run-task.ts";

/** Tasks that one process works on at once unless it says otherwise. */
const DEFAULT_SLOTS = 10;
/** Dead tasks rescued by one sweep. */
const RESCUE_LIMIT = 500;
/** Before the platform ends an invocation, this much is kept for handing tasks back; less than the second is not begun. */
const INVOCATION_MARGIN_MS = 15_000;
const LEAST_ATTEMPT_MS = 5_000;

/**
 * All tasks in this process's hands. It claims when something was enqueued here, when a task ends, and at every sweep; a
 * process that comes and goes (a platform's, the command line's) only while a sweep's `done` is waited for.
 */
export class TaskCrew {
  readonly #parts: EngineParts;
  readonly #store: TaskStore;
  readonly #keeper: Keeper<StartedTask>;
  readonly #kinds: ReadonlyMap<string, AnyTask>;
  #slots: number;
  readonly #running = new Set<Promise<void>>();
  #claiming: Promise<void> | null = null;
  /** Something changed while a claim was under way. */
  #again = false;
  #walkedTo = "";
  /** On a platform: when the invocation of the latest sweep ends. */
  #invocationEndsMs: number | null = null;
  /** Sweeps whose `done` has not settled. */
  #awaited = 0;
  /** Whether this process stays until it is drained. */
  #stays = false;
  #settled = 0;
  #draining = false;

  constructor(parts: EngineParts, store: TaskStore) {
    this.#parts = parts;
    this.#store = store;
    this.#keeper = new Keeper<StartedTask>(parts, (beats) => store.beat(beats));
    this.#kinds = kindsOf(parts);
    const onPlatform = parts.times.maxDurationMs !== null;
    // In queue mode the web servers leave tasks to the workers; a platform has no workers.
    this.#slots = parts.taskSlots ?? (parts.queue && !onPlatform ? 0 : DEFAULT_SLOTS);
    parts.events.subscribe((event) => {
      if (event.type === "tasks_enqueued") this.wake();
    });
  }

  get count(): number {
    return this.#running.size;
  }

  /** This process stays: it takes tasks from now on, a worker so many at once. */
  start(slots = this.#slots): void {
    this.#slots = slots;
    this.#stays = true;
    this.wake();
  }

  /**
   * Rescues dead tasks and works on what is due. Any number of processes may do so at once. `done` settles when this
   * process finds nothing more to do: a platform must not end the invocation before.
   * @param mayRescue false right after the store stood still: who holds a task must be heard first
   */
  async sweep({ mayRescue }: { mayRescue: boolean }): Promise<{ done: Promise<void> }> {
    const { clock, events, times } = this.#parts;
    if (times.maxDurationMs !== null) {
      this.#invocationEndsMs = clock.monotonicMs() + times.maxDurationMs - INVOCATION_MARGIN_MS;
    }
    const rescued = mayRescue && !this.#keeper.owesWord ? await this.#store.rescue(RESCUE_LIMIT) : [];
    if (rescued.length > 0) events.emit({ type: "tasks_rescued", tasks: rescued });
    const done = this.#workUntilIdle();
    await this.#claiming;
    return { done };
  }

  /** Works on what is due now, if there is room. */
  wake(): void {
    if (this.#claiming) this.#again = true;
    else if (this.#room > 0) this.#claiming = this.#claimAll();
  }

  /** Aborts all handlers and waits until their tasks have been handed back, at most `graceMs`. */
  async drain(graceMs: number): Promise<{ stopped: number; abandoned: number }> {
    this.#draining = true;
    const before = this.#settled;
    this.#stopAll();
    const waited = new AbortController();
    await Promise.race([this.#idle().finally(() => waited.abort()), this.#parts.clock.sleep(graceMs, waited.signal)]);
    waited.abort();
    return { stopped: this.#settled - before, abandoned: this.count };
  }

  /** Resolves when this process works on nothing and found nothing to do. */
  async #idle(): Promise<void> {
    while (this.#claiming || this.#running.size > 0) await Promise.all([this.#claiming, ...this.#running]);
  }

  async #workUntilIdle(): Promise<void> {
    this.#awaited += 1;
    this.wake();
    await this.#idle();
    this.#awaited -= 1;
  }

  get #room(): number {
    if (this.#draining || this.#kinds.size === 0 || !this.#isOpen) return 0;
    return this.#slots - this.#running.size;
  }

  /** A process that does not stay is frozen or ends once nobody waits for it. */
  get #isOpen(): boolean {
    if (this.#stays) return true;
    const leftMs = (this.#invocationEndsMs ?? Number.POSITIVE_INFINITY) - this.#parts.clock.monotonicMs();
    return this.#awaited > 0 && leftMs >= LEAST_ATTEMPT_MS;
  }

  async #claimAll(): Promise<void> {
    try {
      do {
        this.#again = false;
        await this.#claim(this.#room);
      } while (this.#again && this.#room > 0);
    } catch (error) {
      this.#parts.events.emit({ type: "store_failed", operation: "claim of tasks", error });
    } finally {
      this.#claiming = null;
    }
  }

  async #claim(limit: number): Promise<void> {
    const { clock, times, worker } = this.#parts;
    const beganMs = clock.monotonicMs();
    const kinds = [...this.#kinds.keys()];
    const request = { worker, limit, leaseMs: times.leaseMs, kinds, after: this.#walkedTo };
    const { tasks, walkedTo } = await this.#store.claim(request);
    this.#walkedTo = walkedTo;
    this.#again ||= tasks.length > 0 && walkedTo !== "";
    for (const task of tasks) {
      const definition = this.#kinds.get(taskKind(task.jobName, task.task));
      if (definition) this.#take(definition, task, beganMs);
    }
  }

  #take(definition: AnyTask, task: StartedTask, beganMs: number): void {
    const endsMs = this.#invocationEndsMs;
    const invocation = { parts: this.#parts, store: this.#store, keeper: this.#keeper, beganMs, endsMs };
    const work = runTask(invocation, definition, task).catch((error: unknown) => {
      this.#parts.events.emit({ type: "store_failed", operation: `finish of task ${task.id}`, error });
    });
    this.#running.add(work);
    void work.then(() => {
      this.#running.delete(work);
      this.#settled += 1;
      this.wake();
    });
    // The drain may have begun since the claim was sent.
    if (this.#draining) this.#stopAll();
  }

  #stopAll(): void {
    for (const held of this.#keeper.all()) held.stop("shutdown");
  }
}

function kindsOf({ registry }: EngineParts): Map<string, AnyTask> {
  return new Map(
    registry.jobs.flatMap((job) =>
      (job.tasks ?? []).map((task: AnyTask): [string, AnyTask] => [taskKind(job.name, task.name), task]),
    ),
  );
}
