import type { EngineParts } from "../ports/parts.ts";
import type { Invocation } from "../runs/invocation.ts";
import type { TaskCrew } from "../tasks/task-crew.ts";
import type { RunAnswer } from "../words/answers.ts";
import { Loop } from "../words/loop.ts";
import type { Courier } from "./courier.ts";
import { claimRuns, type RunCrew } from "./run-crew.ts";

/** Dead runs rescued by one sweep; a sweep is bounded because it may stand before somebody's call. */
const RESCUE_LIMIT = 500;
/** Waiting runs that one process works on at once. */
const MAX_CLAIMED = 10;

export interface SweepReport {
  rescued: number;
  claimed: number;
  /** Settles when the claimed runs have ended and this process finds no more tasks to work on. */
  done: Promise<RunAnswer[]>;
}

/**
 * Takes dead processes' runs out of their hands and continues waiting runs that are due; in queue mode it leaves them to
 * the workers and only sees to it that they are carried there. Any number of processes may sweep at once. Runs in
 * long-lived processes, on ticks and before every cron call.
 */
export class Sweeper {
  readonly #parts: EngineParts;
  readonly #crew: RunCrew;
  readonly #courier: Courier | null;
  readonly #tasks: TaskCrew | null;
  readonly #loop: Loop;
  #lastMs: number | null = null;
  #moreWaits = false;
  #lastClaim: Promise<void> = Promise.resolve();
  lastAt: Date | null = null;

  constructor(parts: EngineParts, crew: RunCrew, others: { courier: Courier | null; tasks: TaskCrew | null }) {
    this.#parts = parts;
    this.#crew = crew;
    this.#courier = others.courier;
    this.#tasks = others.tasks;
    this.#loop = new Loop({
      clock: parts.clock,
      random: parts.random,
      turn: () => this.sweep(crew.invoke()).then(() => parts.times.sweepMs),
      onFailure: (error) => parts.events.emit({ type: "store_failed", operation: "sweep", error }),
      mostBackoffMs: parts.times.sweepMs,
    });
    parts.events.subscribe((event) => {
      // The successor of an ended run need not wait for the next sweep, nor for a carrier.
      if (event.type === "lock_key_freed") this.#claimIn(crew.invocationOf(event.runId), event.lockKey);
    });
  }

  /** Claims what waits now instead of at the next sweep: the dispatcher just made runs. */
  claimSoon(): void {
    if (this.#courier) return;
    this.#claimIn(this.#crew.invoke());
  }

  /** The invocation may not end before the claim is answered, nor before what it brought has ended. */
  #claimIn(invocation: Invocation, lockKey?: string): void {
    void invocation.begin(this.#try("claim", () => this.#claim(invocation, lockKey)));
  }

  /** Whether nobody swept here within the last interval. */
  get isDue(): boolean {
    return this.#lastMs === null || this.#parts.clock.monotonicMs() - this.#lastMs >= this.#parts.times.sweepMs;
  }

  async sweep(invocation: Invocation): Promise<SweepReport> {
    this.#lastMs = this.#parts.clock.monotonicMs();
    const mayRescue = await this.#mayRescue();
    const rescued = mayRescue && !this.#crew.owesWord ? await this.#parts.runs.rescue(RESCUE_LIMIT) : [];
    if (rescued.length > 0) this.#parts.events.emit({ type: "runs_rescued", runs: rescued });
    await this.#courier?.sendUncarried();
    const claimed = this.#courier ? [] : await this.#claim(invocation);
    const tasks = await this.#tasks?.sweep(invocation, { mayRescue });
    this.lastAt = this.#parts.clock.now();
    return { rescued: rescued.length, claimed: claimed.length, done: allDone(claimed, { tasks, invocation }) };
  }

  /** Sweeps; what hinders it is told, and refuses nobody's call. Null then. */
  async trySweep(invocation: Invocation): Promise<SweepReport | null> {
    return (await this.#try("sweep", () => this.sweep(invocation))) ?? null;
  }

  /**
   * A store that is back after longer than a lease must hear what those who hold runs know before anybody declares them
   * dead. What is sent to one that stands still is executed in the moment it goes on, by a clock that has passed all
   * leases: so an empty rescue is sent first, and a slow answer to it says so.
   */
  async #mayRescue(): Promise<boolean> {
    const sentAtMs = this.#parts.clock.monotonicMs();
    await this.#parts.runs.rescue(0);
    return this.#parts.clock.monotonicMs() - sentAtMs < this.#parts.times.heartbeatMs;
  }

  /** Sweeps from now on, for as long as the process lives. */
  start(): void {
    this.#loop.start();
  }

  /** Resolves when the sweep that is under way is over. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** One claim after the other: each must know how many places the one before it took. */
  #claim(invocation: Invocation, lockKey?: string): Promise<Promise<RunAnswer>[]> {
    const claimed = this.#lastClaim.then(() => this.#claimSome(invocation, lockKey));
    this.#lastClaim = claimed.then(
      () => undefined,
      () => undefined,
    );
    return claimed;
  }

  async #claimSome(invocation: Invocation, lockKey: string | undefined): Promise<Promise<RunAnswer>[]> {
    // A successor takes the place of the run that ended and no other: one stays free of backfills.
    const most = lockKey === undefined ? MAX_CLAIMED : 1;
    const limit = this.#courier ? 1 : Math.min(most, MAX_CLAIMED - this.#crew.count);
    if (this.#crew.draining || limit <= 0) {
      this.#moreWaits ||= lockKey === undefined;
      return [];
    }
    const hands = { crew: this.#crew, invocation };
    const claimed = await claimRuns(this.#parts, hands, { limit, ...(lockKey === undefined ? {} : { lockKey }) });
    // As many as asked for, but for the place that backfills leave free: more may wait. Each run that ends then makes
    // room for the next.
    if (lockKey === undefined) this.#moreWaits = claimed.length >= Math.max(1, limit - 1);
    for (const answer of claimed) void invocation.begin(answer.then(() => this.#claimMore(invocation)));
    return claimed;
  }

  #claimMore(invocation: Invocation): void {
    if (this.#moreWaits && !this.#courier) this.#claimIn(invocation);
  }

  async #try<T>(operation: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.#parts.events.emit({ type: "store_failed", operation, error });
      return undefined;
    }
  }
}

async function allDone(
  claimed: Promise<RunAnswer>[],
  { tasks, invocation }: { tasks: { done: Promise<void> } | undefined; invocation: Invocation },
): Promise<RunAnswer[]> {
  const answers = await Promise.all(claimed);
  await tasks?.done;
  await invocation.settled();
  return answers;
}
