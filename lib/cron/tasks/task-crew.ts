import { type AnyTask, taskKind } from "../jobs/define-task.ts";
import type { EngineParts } from "../ports/parts.ts";
import type { StartedTask, TaskStore } from "../ports/tasks.ts";
import { Crew } from "../runs/crew.ts";
import type { Invocation } from "../runs/invocation.ts";
import { Keeper } from "../runs/keeper.ts";
import { runTask } from "./run-task.ts";

/** Tasks that one process works on at once unless it says otherwise. */
const DEFAULT_SLOTS = 10;
/** Dead tasks rescued by one sweep. */
const RESCUE_LIMIT = 500;
/**
 * All tasks in this process's hands. It claims when something was enqueued here, when a task ends, and at every sweep; a
 * process that comes and goes (a platform's, the command line's) only while a sweep's `done` is waited for.
 */
export class TaskCrew extends Crew<StartedTask, void> {
  readonly #store: TaskStore;
  readonly #kinds: ReadonlyMap<string, AnyTask>;
  #slots: number;
  #claiming: Promise<void> | null = null;
  /** Something changed while a claim was under way. */
  #again = false;
  #walkedTo = "";
  /** The invocations that wait for tasks: those of sweeps whose `done` has not settled, or the process's own. */
  readonly #open = new Set<Invocation>();

  constructor(parts: EngineParts, store: TaskStore) {
    super(parts, new Keeper<StartedTask>(parts, (beats) => store.beat(beats)));
    this.#store = store;
    this.#kinds = kindsOf(parts);
    const onPlatform = parts.times.maxDurationMs !== null;
    // In queue mode the web servers leave tasks to the workers; a platform has no workers.
    this.#slots = parts.taskSlots ?? (parts.queue && !onPlatform ? 0 : DEFAULT_SLOTS);
    parts.events.subscribe((event) => {
      if (event.type === "tasks_enqueued") this.wake();
    });
  }

  /** This process stays: it takes tasks from now on, in its own invocation, a worker so many at once. */
  start(ofProcess: Invocation, slots = this.#slots): void {
    this.#slots = slots;
    this.#open.add(ofProcess);
    this.wake();
  }

  /**
   * Rescues dead tasks and works on what is due. Any number of processes may do so at once. `done` settles when this
   * process finds nothing more to do: a platform must not end the invocation before.
   * @param mayRescue false right after the store stood still: who holds a task must be heard first
   */
  async sweep(invocation: Invocation, { mayRescue }: { mayRescue: boolean }): Promise<{ done: Promise<void> }> {
    const { events } = this.parts;
    const rescued = mayRescue && !this.owesWord ? await this.#store.rescue(RESCUE_LIMIT) : [];
    if (rescued.length > 0) events.emit({ type: "tasks_rescued", tasks: rescued });
    const done = invocation.begin(this.#workUntilIdle(invocation));
    await this.#claiming;
    return { done };
  }

  /** Works on what is due now, if there is room. */
  wake(): void {
    if (this.#claiming) this.#again = true;
    else if (this.#room > 0) this.#claiming = this.receive(() => this.#claimAll());
  }

  /** Until nothing of that invocation is left and nothing was found to do. */
  async #workUntilIdle(invocation: Invocation): Promise<void> {
    const isOpen = this.#open.has(invocation);
    this.#open.add(invocation);
    this.wake();
    for (;;) {
      const mine = this.runningIn(invocation);
      if (!this.#claiming && mine.length === 0) break;
      await Promise.all([this.#claiming, ...mine]);
    }
    if (!isOpen) this.#open.delete(invocation);
  }

  get #room(): number {
    if (this.draining || this.#kinds.size === 0 || this.#latest === null) return 0;
    return this.#slots - this.count;
  }

  /** Of those that wait for tasks, the one with most time left: a process is frozen or ends once nobody waits for it. */
  get #latest(): Invocation | null {
    const [latest] = [...this.#open].sort((a, b) => b.leftMs - a.leftMs);
    return latest?.hasTime ? latest : null;
  }

  async #claimAll(): Promise<void> {
    try {
      do {
        this.#again = false;
        await this.#claim(this.#room);
      } while (this.#again && this.#room > 0);
    } catch (error) {
      this.parts.events.emit({ type: "store_failed", operation: "claim of tasks", error });
    } finally {
      this.#claiming = null;
    }
  }

  async #claim(limit: number): Promise<void> {
    const { clock, times, worker } = this.parts;
    const invocation = this.#latest;
    if (invocation === null) return;
    const sentAtMs = clock.monotonicMs();
    const kinds = [...this.#kinds.keys()];
    const request = { worker, limit, leaseMs: times.leaseMs, kinds, after: this.#walkedTo };
    const { tasks, walkedTo } = await this.#store.claim(request);
    this.#walkedTo = walkedTo;
    this.#again ||= tasks.length > 0 && walkedTo !== "";
    for (const task of tasks) {
      const definition = this.#kinds.get(taskKind(task.jobName, task.task));
      if (definition) this.#take(definition, task, { invocation, sentAtMs });
    }
  }

  #take(definition: AnyTask, task: StartedTask, begun: { invocation: Invocation; sentAtMs: number }): void {
    const { parts, keeper } = this;
    const work = runTask({ parts, store: this.#store, keeper, ...begun }, definition, task).catch((error: unknown) => {
      parts.events.emit({ type: "store_failed", operation: `finish of task ${task.id}`, error });
    });
    this.hold(begun.invocation, work, () => this.wake());
  }
}

function kindsOf({ registry }: EngineParts): Map<string, AnyTask> {
  return new Map(
    registry.jobs.flatMap((job) =>
      (job.tasks ?? []).map((task: AnyTask): [string, AnyTask] => [taskKind(job.name, task.name), task]),
    ),
  );
}
