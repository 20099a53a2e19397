import type { EngineTimes } from "../ports/parts.ts";
import type { Clock } from "../words/clock.ts";

/** Before the platform ends an invocation, this much is kept for handing back what it works on. */
const MARGIN_MS = 15_000;
/** What would have less than this is not begun: the next invocation does it whole. */
const LEAST_WORK_MS = 5_000;

/**
 * What one call of the platform may use: until when it works, and what must have ended before it may. Runs, tasks and
 * claims are begun inside one. A process that stays has one of its own, which has no end and which nobody waits for.
 */
export class Invocation {
  /** Monotonic time at which all work in it has to be over, or null: it has no end. */
  readonly endsMs: number | null;
  readonly #clock: Pick<Clock, "monotonicMs">;
  readonly #stays: boolean;
  readonly #begun = new Set<Promise<unknown>>();

  private constructor(clock: Pick<Clock, "monotonicMs">, { endsMs, stays }: { endsMs: number | null; stays: boolean }) {
    this.#clock = clock;
    this.endsMs = endsMs;
    this.#stays = stays;
  }

  /** Of a call that begins now: it lasts as long as the platform lets it. Off the platform it has no end. */
  static ofCall({ clock, times }: { clock: Clock; times: EngineTimes }): Invocation {
    const { maxDurationMs } = times;
    const endsMs = maxDurationMs === null ? null : clock.monotonicMs() + maxDurationMs - MARGIN_MS;
    return new Invocation(clock, { endsMs, stays: false });
  }

  /** Of a process that stays until it is drained. */
  static ofProcess({ clock }: { clock: Clock }): Invocation {
    return new Invocation(clock, { endsMs: null, stays: true });
  }

  /** In ms; infinite where there is no end. */
  get leftMs(): number {
    return this.endsMs === null ? Number.POSITIVE_INFINITY : this.endsMs - this.#clock.monotonicMs();
  }

  /** Whether more work may be begun in it. */
  get hasTime(): boolean {
    return this.leftMs >= LEAST_WORK_MS;
  }

  /** Counts work as begun in it: it may not end before. What follows on the work must be begun before that settles. */
  begin<Work extends Promise<unknown>>(work: Work): Work {
    if (this.#stays) return work;
    this.#begun.add(work);
    const over = () => void this.#begun.delete(work);
    work.then(over, over);
    return work;
  }

  /**
   * Resolves when everything begun in it, and what followed on that, has ended: give it to `after()` on a platform. A
   * process's own resolves at once. Never rejects.
   */
  async settled(): Promise<void> {
    while (this.#begun.size > 0) await Promise.allSettled(this.#begun);
  }
}
