export interface WindowLimitOptions {
  /** What one key may do per window; the next time it is told to wait. */
  limit: number;
  windowMs: number;
  /** Keys remembered at most: an attacker with many addresses must not fill the memory. */
  capacity: number;
}

/** What one person or key may ask of the API. People and scripts stay far below; a loop gone wild does not. */
export const CALLS = { limit: 3_000, windowMs: 60_000 };

interface Count {
  times: number;
  resetsAtMs: number;
}

/** Counts what keys do in this process, each in windows of its own. */
export class WindowLimit {
  readonly #options: WindowLimitOptions;
  readonly #counts = new Map<string, Count>();

  constructor(options: WindowLimitOptions) {
    this.#options = options;
  }

  /** Counts one time of `key`. Returns the seconds to wait once the limit is passed, else null. */
  count(key: string, nowMs: number): number | null {
    const count = this.#current(key, nowMs);
    count.times += 1;
    if (count.times <= this.#options.limit) return null;
    return Math.max(1, Math.ceil((count.resetsAtMs - nowMs) / 1000));
  }

  #current(key: string, nowMs: number): Count {
    const known = this.#counts.get(key);
    if (known && known.resetsAtMs > nowMs) return known;
    this.#counts.delete(key);
    this.#makeRoom();
    const fresh = { times: 0, resetsAtMs: nowMs + this.#options.windowMs };
    this.#counts.set(key, fresh);
    return fresh;
  }

  /** A Map iterates in insertion order, so the first key is the one whose window began first. */
  #makeRoom(): void {
    if (this.#counts.size < this.#options.capacity) return;
    const oldest = this.#counts.keys().next();
    if (!oldest.done) this.#counts.delete(oldest.value);
  }
}
