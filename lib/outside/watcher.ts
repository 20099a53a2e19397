import { setTimeout as sleep } from "node:timers/promises";
import type { PostOut } from "../alerts/channels/channel.ts";
import { RefusedAddressError } from "../alerts/channels/guarded-address.ts";
import type { Clock, Random } from "../cron/words/clock.ts";
import { Loop } from "../cron/words/loop.ts";
import { type Heartbeat, heartbeatCall } from "./heartbeat-calls.ts";

export interface WatcherParts {
  /** Of the check, as the service shows it: a secret. */
  address: string;
  post: PostOut;
  clock: Pick<Clock, "monotonicMs" | "sleep">;
  random: Random;
  /** Told once for each time that it cannot be told. */
  onFailure(error: unknown): void;
}

/** What waits for one watcher. Of a job that runs oftener than its watcher answers, the latest count. */
const MOST_WAITING = 20;
/** A word that is older tells nothing: the watcher has drawn its own conclusion. */
const STALE_MS = 300_000;
const MOST_BACKOFF_MS = 30_000;
/** One that is frozen after its answer stays awake no longer for it. */
const FLUSH_MS = 10_000;

/** A watcher refused for good what it was told: it is not told again. */
class RefusedHeartbeatError extends Error {}

/**
 * One watcher, which is told one thing after the other, in order. It may be slow, away or wrong: nobody waits for it,
 * and what is told it is kept for some minutes only.
 */
export class Watcher {
  readonly #parts: WatcherParts;
  readonly #loop: Loop;
  readonly #stopping = new AbortController();
  #waiting: { beat: Heartbeat; atMs: number }[] = [];
  #telling: Promise<void> = Promise.resolve();
  #isFailing = false;

  constructor(parts: WatcherParts) {
    this.#parts = parts;
    const { clock, random } = parts;
    const turn = async () => {
      await this.#tellNext();
      return this.#waiting.length > 0 ? 0 : null;
    };
    this.#loop = new Loop({ clock, random, turn, onFailure: () => undefined, mostBackoffMs: MOST_BACKOFF_MS });
    this.#loop.start(Number.POSITIVE_INFINITY);
  }

  tell(beat: Heartbeat): void {
    if (this.#stopping.signal.aborted || heartbeatCall(this.#parts.address, beat) === null) return;
    this.#waiting.push({ beat, atMs: this.#parts.clock.monotonicMs() });
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    // While it cannot be told, the next try has its time.
    this.#loop.wake(this.#isFailing ? MOST_BACKOFF_MS : 0);
  }

  /** Tells what waits, unless the watcher is away; never rejects. */
  async flush(): Promise<void> {
    const all = async () => {
      while (this.#waiting.length > 0) await this.#tellNext();
    };
    const over = new AbortController();
    await Promise.race([all(), sleep(FLUSH_MS, undefined, { signal: over.signal, ref: false })]).catch(() => undefined);
    over.abort();
  }

  /** Tells what waits and no more. */
  async close(): Promise<void> {
    await this.flush();
    this.#stopping.abort();
    await this.#loop.stop();
  }

  /** One at a time, whoever asks. */
  #tellNext(): Promise<void> {
    const told = this.#telling.then(() => this.#tellFirst());
    this.#telling = told.catch(() => undefined);
    return told;
  }

  async #tellFirst(): Promise<void> {
    const { clock, onFailure } = this.#parts;
    this.#waiting = this.#waiting.filter(({ atMs }) => clock.monotonicMs() - atMs < STALE_MS);
    const [first] = this.#waiting;
    if (!first) return;
    try {
      await this.#send(first.beat);
      this.#isFailing = false;
      this.#forget(first);
    } catch (error) {
      if (!this.#isFailing) onFailure(error);
      this.#isFailing = true;
      if (isFinal(error)) this.#forget(first);
      throw error;
    }
  }

  #forget(told: { beat: Heartbeat }): void {
    this.#waiting = this.#waiting.filter((one) => one !== told);
  }

  async #send(beat: Heartbeat): Promise<void> {
    const call = heartbeatCall(this.#parts.address, beat);
    if (call === null) return;
    const { status } = await this.#parts.post(call, this.#stopping.signal);
    if (status >= 200 && status < 300) return;
    const isLater = status === 408 || status === 429 || status >= 500;
    throw isLater ? new Error(`it answered ${status}`) : new RefusedHeartbeatError(refusal(status));
  }
}

const isFinal = (error: unknown) => error instanceof RefusedHeartbeatError || error instanceof RefusedAddressError;

function refusal(status: number): string {
  if (status === 404 || status === 410) return `it answered ${status}: the check is not there; compare its address`;
  if (status >= 300 && status < 400)
    return `it answered ${status}: redirects are not followed; set the address it leads to`;
  return `it answered ${status}`;
}
