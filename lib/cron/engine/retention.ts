import type { History, RetentionPass } from "../ports/history.ts";
import type { Clock, Random } from "../words/clock.ts";
import { Loop } from "../words/loop.ts";

/** Rows of one statement; measured: larger ones hold up inserts. */
const BATCH = 10_000;
/** Between two batches others write: without it, the inserts beside a deletion are slowest of all. */
const PAUSE_MS = 100;
/** One process an hour begins a pass; each looks more often than that, for the one that did may be gone. */
const EVERY_MS = 3_600_000;
const LOOK_EVERY_MS = 300_000;
/** What is left of a large backlog goes with the next pass. */
const BOX_MS = 10_000;

export interface RetentionParts {
  history: History;
  clock: Pick<Clock, "monotonicMs" | "sleep">;
  random: Random;
  worker: string;
  /** Told of a pass that failed; the next one follows all the same. */
  onFailure(error: unknown): void;
}

export interface PassLimits {
  /** Rows of one statement at most. */
  batch?: number;
  /** Ends it between two batches. */
  signal?: AbortSignal;
  /** It begins no batch after this. */
  boxMs?: number;
}

/** Deletes history that is past its time: when somebody says so, and by itself once an hour by one of all processes. */
export class Retention {
  readonly #parts: RetentionParts;
  readonly #stop = new AbortController();
  readonly #loop: Loop;
  #lookedMs = Number.NEGATIVE_INFINITY;
  #running: Promise<unknown> | null = null;

  constructor(parts: RetentionParts) {
    this.#parts = parts;
    this.#loop = new Loop({ ...parts, turn: () => this.#look(), mostBackoffMs: LOOK_EVERY_MS });
  }

  /** Deletes now, in paused batches, and writes down how many, also when it fails between two of them. */
  async apply(by: string, limits: PassLimits = {}): Promise<RetentionPass> {
    await this.#parts.history.beginPass(by, 0);
    return await this.#pass(limits);
  }

  /**
   * Takes the hour's turn if it is free, and then deletes for some seconds. Null when there was nothing to do; it never
   * rejects, so nobody need wait for it.
   */
  applyIfDue(limits: PassLimits = {}): Promise<RetentionPass | null> {
    const nowMs = this.#parts.clock.monotonicMs();
    if (this.#stop.signal.aborted || nowMs - this.#lookedMs < LOOK_EVERY_MS) return Promise.resolve(null);
    const pass = this.#passIfFree(limits).catch((error: unknown) => {
      this.#parts.onFailure(error);
      return null;
    });
    this.#running = pass;
    return pass;
  }

  /** Looks every few minutes, from now on. */
  start(): void {
    this.#loop.start();
  }

  /** No batch begins any more; resolves when the last one has ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#loop.stop(), this.#running]);
  }

  async #look(): Promise<number> {
    await this.#passIfFree();
    return LOOK_EVERY_MS;
  }

  /** The hour belongs to whoever begins its pass. */
  async #passIfFree(limits: PassLimits = {}): Promise<RetentionPass | null> {
    const { history, worker, clock } = this.#parts;
    this.#lookedMs = clock.monotonicMs();
    if (!(await history.beginPass(worker, EVERY_MS))) return null;
    return await this.#pass({ boxMs: BOX_MS, signal: this.#stop.signal, ...limits });
  }

  async #pass({ batch = BATCH, signal, boxMs = Number.POSITIVE_INFINITY }: PassLimits): Promise<RetentionPass> {
    const { history, clock } = this.#parts;
    const endMs = clock.monotonicMs() + boxMs;
    const pass: RetentionPass = { runs: 0, logLines: 0, finished: false };
    try {
      while (!pass.finished && !signal?.aborted && clock.monotonicMs() < endMs) {
        const { runs, logLines } = await history.deleteOld(batch);
        pass.runs += runs;
        pass.logLines += logLines;
        pass.finished = runs + logLines === 0;
        if (!pass.finished) await clock.sleep(PAUSE_MS, signal);
      }
    } finally {
      await history.endPass(pass);
    }
    return pass;
  }
}
