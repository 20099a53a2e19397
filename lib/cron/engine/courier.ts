import type { EngineParts } from "../ports/parts.ts";
import type { CarriedRun, RunQueue } from "../ports/queue.ts";
import type { Invocation } from "../runs/invocation.ts";
import type { RunAnswer } from "../words/answers.ts";
import type { Trigger } from "../words/vocabulary.ts";
import { claimRuns, type RunCrew } from "./run-crew.ts";

/** A carrier that nobody came with for so long is lost: a worker died with it in its hands, or it was never sent. */
const LOST_AFTER_MS = 30_000;
/** Runs sent again by one sweep. */
const SEND_LIMIT = 500;
/** Runs that one invocation of the tick works on at once. */
const DRAIN_AT_ONCE = 10;

/**
 * Queue mode: sees to it that every waiting run has a carrier under way, and claims the runs whose carrier arrived here.
 * Runs that are admitted get theirs in the transaction that writes their row; this sends those of runs that went back
 * to wait, and again what got lost.
 */
export class Courier {
  readonly #parts: EngineParts;
  readonly #queue: RunQueue;
  readonly #crew: RunCrew;
  readonly #sending = new Set<Promise<void>>();

  constructor(parts: EngineParts, queue: RunQueue, crew: RunCrew) {
    this.#parts = parts;
    this.#queue = queue;
    this.#crew = crew;
    parts.events.subscribe((event) => {
      if (event.type === "run_waiting") this.#sendSoon([carried(event, event.retryInMs)]);
      if (event.type === "runs_rescued") {
        this.#sendSoon(event.runs.filter(({ status }) => status === "retrying").map((run) => carried(run, 0)));
      }
    });
  }

  /** Sends again what could be claimed and has been due for long. */
  async sendUncarried(): Promise<void> {
    const jobNames = this.#parts.registry.jobs.map((job) => job.name);
    const runs = await this.#parts.runs.uncarried({ limit: SEND_LIMIT, jobNames, afterMs: LOST_AFTER_MS });
    if (runs.length > 0) await this.#queue.send(runs);
  }

  /** Works on what arrives, on at most `atOnce` live runs at a time, until `stop`; tells when tasks were enqueued. */
  work(atOnce: number, onTasks: () => void): Promise<void> {
    const hands = { crew: this.#crew, invocation: this.#crew.stay() };
    const take = (runIds: readonly string[]) => claimRuns(this.#parts, hands, { limit: runIds.length, runIds });
    return this.#queue.work({ atOnce, onTasks, take });
  }

  /** Takes no more from the queue, and has sent what is to be sent. */
  async stop(): Promise<void> {
    await this.#queue.stop();
    await this.settled();
  }

  /** Resolves when everything that went back to wait has its carrier, or could not get one. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.#sending);
  }

  /**
   * Works on what has arrived until nothing is left or this invocation is about to end. Answers how many runs it took
   * at once; `done` settles when it is through.
   */
  async drainQueue(invocation: Invocation): Promise<{ claimed: number; done: Promise<RunAnswer[]> }> {
    const first = await this.#takeArrived(invocation);
    return { claimed: first.length, done: invocation.begin(this.#takeOn(first, invocation)) };
  }

  async #takeOn(first: Promise<RunAnswer>[], invocation: Invocation): Promise<RunAnswer[]> {
    const answers: RunAnswer[] = [];
    for (let taken = first; taken.length > 0; ) {
      answers.push(...(await Promise.all(taken)));
      if (!invocation.hasTime) break;
      taken = await this.#takeArrived(invocation);
    }
    return answers;
  }

  /** A carrier of a run that cannot be claimed now is used up; only an empty queue ends the search. */
  async #takeArrived(invocation: Invocation): Promise<Promise<RunAnswer>[]> {
    for (;;) {
      const runIds = await this.#queue.fetch(DRAIN_AT_ONCE);
      if (runIds.length === 0) return [];
      const claimed = await claimRuns(this.#parts, { crew: this.#crew, invocation }, { limit: DRAIN_AT_ONCE, runIds });
      if (claimed.length > 0) return claimed;
    }
  }

  #sendSoon(runs: CarriedRun[]): void {
    if (runs.length === 0) return;
    const sending = this.#queue
      .send(runs)
      .catch((error: unknown) => this.#parts.events.emit({ type: "store_failed", operation: "queue", error }));
    this.#sending.add(sending);
    void sending.finally(() => this.#sending.delete(sending));
  }
}

/** A backfill's run goes back to the backfills: among the live ones it would take a place that is kept free of them. */
const carried = ({ runId, trigger }: { runId: string; trigger: Trigger }, dueInMs: number): CarriedRun => ({
  runId,
  dueInMs,
  backfill: trigger === "backfill",
});
