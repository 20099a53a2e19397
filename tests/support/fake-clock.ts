import { setImmediate } from "node:timers/promises";
import type { Clock } from "../../lib/cron/words/clock.ts";

interface Timer {
  dueMs: number;
  fire(): void;
}

/** A clock that stands still until a test moves it. Timers fire in order; what they start runs before the next one. */
export class FakeClock implements Clock {
  #nowMs: number;
  readonly #startMs: number;
  readonly #timers = new Set<Timer>();

  constructor(start = "2026-11-21T09:00:00.000Z") {
    this.#nowMs = Date.parse(start);
    this.#startMs = this.#nowMs;
  }

  now(): Date {
    return new Date(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#nowMs - this.#startMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted || ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = { dueMs: this.#nowMs + ms, fire: () => finish() };
      const finish = () => {
        this.#timers.delete(timer);
        signal?.removeEventListener("abort", finish);
        resolve();
      };
      signal?.addEventListener("abort", finish, { once: true });
      this.#timers.add(timer);
    });
  }

  /** Moves on by `ms`, stopping at every timer on the way. */
  async advance(ms: number): Promise<void> {
    await settle();
    const endMs = this.#nowMs + ms;
    for (let timer = this.#next(endMs); timer; timer = this.#next(endMs)) {
      this.#nowMs = Math.max(this.#nowMs, timer.dueMs);
      timer.fire();
      await settle();
    }
    this.#nowMs = endMs;
    await settle();
  }

  /** Moves on without firing anything until the jump is over: what a frozen process sees. */
  async freeze(ms: number): Promise<void> {
    this.#nowMs += ms;
    await this.advance(0);
  }

  #next(endMs: number): Timer | undefined {
    const due = [...this.#timers].filter((timer) => timer.dueMs <= endMs);
    return due.sort((a, b) => a.dueMs - b.dueMs)[0];
  }
}

/** Lets everything that can run without the clock run. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await setImmediate();
}
