import type { Clock, Random } from "./clock.ts";

/** The pause after the first failed turn: most outages are a restart or a torn connection. It doubles with each. */
const FIRST_BACKOFF_MS = 250;

interface LoopParts {
  clock: Pick<Clock, "monotonicMs" | "sleep">;
  random: Random;
  /**
   * One turn. Answers in how many ms the next one begins: 0 is at once (more waits), null not before somebody wakes it.
   * What it throws is told to `onFailure` and puts the next turn off.
   * @param stop aborted when the loop is stopped: a long turn looks at it between its steps
   */
  turn(stop: AbortSignal): Promise<number | null>;
  /** Told of each turn that failed, but for one that was being stopped. What it throws itself nobody hears. */
  onFailure(error: unknown): void;
  /** Longest pause after a failed turn, in ms. With the loop's own rhythm, an outage never makes it come later than usual. */
  mostBackoffMs: number;
}

/**
 * The base of everything that works by itself: it takes one turn after the other, never two at once, from `start` until
 * `stop`. Between two it sleeps for as long as the turn said, or until it is woken; after a failed one (a database that
 * is away) longer each time, so that a fleet does not fall upon a database that just came back.
 *
 * A loop that waits to be woken has no timer and keeps no process alive. After its stop it may be started again: the new
 * one's first turn waits for the old one's last.
 */
export class Loop {
  readonly #parts: LoopParts;
  /** Of the present start; null while stopped. */
  #stop: AbortController | null = null;
  /** Ends the present sleep early. */
  #pause: AbortController | null = null;
  /** Settles when the last turn of the latest start is over. */
  #over: Promise<void> = Promise.resolve();
  /** Monotonic time of the next turn. What wakes the loop during a turn is kept here, too. */
  #dueAtMs = Number.POSITIVE_INFINITY;
  /** Failed turns in a row. */
  #failures = 0;

  constructor(parts: LoopParts) {
    this.#parts = parts;
  }

  /** Whether it was started, and not stopped since. */
  get isRunning(): boolean {
    return this.#stop !== null;
  }

  /**
   * Takes turns from now on; nothing when it does already. @param inMs the first one begins so much later, or when woken:
   * infinite, only then
   */
  start(inMs = 0): void {
    if (this.#stop) return;
    const stop = new AbortController();
    this.#stop = stop;
    this.#failures = 0;
    this.#dueAtMs = this.#parts.clock.monotonicMs() + inMs;
    this.#over = this.#over.then(() => this.#run(stop.signal));
  }

  /**
   * The next turn begins no later than in `inMs`: during a turn, that is at the earliest directly after it. It ends a
   * backoff, too, if it comes after the failure; a turn that failed is not repeated at once because it was woken meanwhile.
   * A loop that is stopped stays so.
   */
  wake(inMs = 0): void {
    const atMs = this.#parts.clock.monotonicMs() + inMs;
    if (atMs >= this.#dueAtMs) return;
    this.#dueAtMs = atMs;
    this.#pause?.abort("woken"); // a reason given saves an exception with its stack
  }

  /**
   * Begins no turn any more, aborts the signal of one that runs and resolves when that is over; never rejects. A turn may
   * stop its own loop, but not wait for it.
   */
  async stop(): Promise<void> {
    this.#stop?.abort("stopped");
    this.#stop = null;
    this.#pause?.abort("stopped");
    await this.#over;
  }

  async #run(stop: AbortSignal): Promise<void> {
    for (;;) {
      await this.#untilDue(stop);
      if (stop.aborted) return;
      this.#dueAtMs = Number.POSITIVE_INFINITY;
      await this.#takeTurn(stop);
    }
  }

  async #untilDue(stop: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!stop.aborted) {
      const leftMs = this.#dueAtMs - clock.monotonicMs();
      if (leftMs <= 0) return;
      const pause = new AbortController();
      this.#pause = pause;
      await (Number.isFinite(leftMs) ? clock.sleep(leftMs, pause.signal) : untilAborted(pause.signal));
    }
  }

  async #takeTurn(stop: AbortSignal): Promise<void> {
    try {
      const nextInMs = await this.#parts.turn(stop);
      if (stop.aborted) return; // a new start has set its own
      this.#failures = 0;
      if (nextInMs !== null) this.wake(nextInMs);
    } catch (error) {
      // What the stop tore off is no failure: the process may be closing its connections.
      if (!stop.aborted) this.#backOff(error);
    }
  }

  #backOff(error: unknown): void {
    const { clock, random, mostBackoffMs, onFailure } = this.#parts;
    const stepMs = Math.min(mostBackoffMs, FIRST_BACKOFF_MS * 2 ** this.#failures);
    this.#failures += 1;
    // Drawn from the step's upper half: never longer than the step, and never the same for all.
    this.#dueAtMs = clock.monotonicMs() + Math.round(stepMs * (1 - random() / 2));
    try {
      onFailure(error);
    } catch {
      // It was the last to tell: the turns go on.
    }
  }
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
