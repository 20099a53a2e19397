import type { EngineParts } from "../ports/parts.ts";
import type { HeldRun, Leased } from "./held-run.ts";
import type { Invocation } from "./invocation.ts";
import type { Keeper } from "./keeper.ts";

/** All runs, or all tasks, in this process's hands: each is begun in an invocation. One way out (`drain`). */
export class Crew<Run extends Leased, Answer> {
  protected readonly parts: EngineParts;
  protected readonly keeper: Keeper<Run>;
  readonly #running = new Map<Promise<Answer>, Invocation>();
  readonly #arriving = new Set<Promise<unknown>>();
  #settled = 0;
  draining = false;

  constructor(parts: EngineParts, keeper: Keeper<Run>) {
    this.parts = parts;
    this.keeper = keeper;
  }

  get count(): number {
    return this.#running.size;
  }

  /** Whether the store has still to hear from us: outcomes of ended handlers, or that a late admission is ours. */
  get owesWord(): boolean {
    return this.keeper.owesWord;
  }

  /** Does what may bring something (an admission, a claim) and takes it: the drain waits for what is on its way. */
  receive<T>(work: () => Promise<T>): Promise<T> {
    const arrival = work();
    this.#arriving.add(arrival);
    const arrived = () => void this.#arriving.delete(arrival);
    arrival.then(arrived, arrived);
    return arrival;
  }

  /** Counts work, which must not reject, as in this process's hands until it settles. */
  protected hold(invocation: Invocation, work: Promise<Answer>, onSettled: () => void = () => undefined): void {
    this.#running.set(work, invocation);
    invocation.begin(work);
    void work.then(() => {
      this.#running.delete(work);
      this.#settled += 1;
      onSettled();
    });
    // The drain may have begun since the admission or claim was sent.
    if (this.draining) this.#stopAll();
  }

  /** What runs here in that invocation. */
  protected runningIn(invocation: Invocation): Promise<Answer>[] {
    return [...this.#running].filter(([, within]) => within === invocation).map(([work]) => work);
  }

  /** Aborts all handlers and waits until they have stopped and been handed back, at most `graceMs`. */
  async drain(graceMs: number): Promise<{ stopped: number; abandoned: number }> {
    this.draining = true;
    const before = this.#settled;
    this.#stopAll();
    const waited = new AbortController();
    await Promise.race([this.#idle().finally(() => waited.abort()), this.parts.clock.sleep(graceMs, waited.signal)]);
    waited.abort();
    return { stopped: this.#settled - before, abandoned: this.count };
  }

  async #idle(): Promise<void> {
    while (this.#running.size + this.#arriving.size > 0) {
      await Promise.allSettled([...this.#running.keys(), ...this.#arriving]);
    }
  }

  #stopAll(): void {
    for (const held of this.keeper.all() as HeldRun<Run>[]) held.stop("shutdown");
  }
}
