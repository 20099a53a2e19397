import type { Clock } from "../../cron/words/clock.ts";

/** What is read for one tab serves all others for so long. */
const SHARED_MS = 1_000;
/** Queries are what people type: no more of their answers are kept. */
const MOST_KEPT = 200;

interface SharedReadsParts {
  clock: Pick<Clock, "monotonicMs">;
  /** Where the live feed stands: what was read before it told something must not answer whoever heard it. */
  position(): string;
}

/**
 * Reads of lists that many open tabs repeat at the same moment, since all hear of the same change: one for each key a
 * second in this process, and another one as soon as the live feed has told anything. The oldest go first.
 */
export class SharedReads {
  readonly #parts: SharedReadsParts;
  readonly #kept = new Map<string, { sinceMs: number; answer: Promise<unknown> }>();

  constructor(parts: SharedReadsParts) {
    this.#parts = parts;
  }

  /** How many answers are kept. */
  get size(): number {
    return this.#kept.size;
  }

  /**
   * What `read` answers, or what it answered somebody else with the same key less than a second ago.
   * @param key names the read, all that it asks, and whatever decides who may see the answer
   */
  async read<Answer>(key: string, read: () => Promise<Answer>): Promise<Answer> {
    const sinceMs = this.#parts.clock.monotonicMs();
    this.#forgetUntil(sinceMs - SHARED_MS);
    const whole = `${this.#parts.position()} ${key}`;
    const known = this.#kept.get(whole);
    if (known) return (await known.answer) as Answer;
    const answer = read();
    this.#kept.set(whole, { sinceMs, answer });
    // A failure is for those who wait for it; whoever comes next tries anew.
    answer.catch(() => this.#kept.delete(whole));
    return await answer;
  }

  /** They are kept in the order in which they were begun. */
  #forgetUntil(untilMs: number): void {
    for (const [key, { sinceMs }] of this.#kept) {
      if (sinceMs > untilMs && this.#kept.size < MOST_KEPT) return;
      this.#kept.delete(key);
    }
  }
}
