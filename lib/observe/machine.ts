import { randomBytes, randomFillSync } from "node:crypto";
import type { Clock } from "../cron/words/clock.ts";

/** setTimeout overflows above 2^31 - 1 ms (24.8 days) and would then fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) => sleepUntil(performance.now() + ms, { signal, keepsAlive: true }),
};

/** The same for what must not keep a process alive: it may end while somebody sleeps by this one. */
export const backgroundClock: Clock = {
  ...systemClock,
  sleep: (ms, signal) => sleepUntil(performance.now() + ms, { signal, keepsAlive: false }),
};

interface Sleep {
  signal: AbortSignal | undefined;
  keepsAlive: boolean;
}

async function sleepUntil(endsMs: number, sleep: Sleep): Promise<void> {
  while (!sleep.signal?.aborted) {
    const leftMs = endsMs - performance.now();
    if (leftMs <= 0) return;
    await timer(Math.min(leftMs, MAX_TIMER_MS), sleep);
  }
}

function timer(ms: number, { signal, keepsAlive }: Sleep): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(handle);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const handle = setTimeout(finish, ms);
    if (!keepsAlive) handle.unref();
    signal?.addEventListener("abort", finish, { once: true });
  });
}

const POOL_BYTES = 4096;

/**
 * A source of random bytes that asks the system's generator for a pool at a time: asking it for each run's id anew cost
 * a twentieth of the process's time under load.
 */
export function createRandomBytes(): (count: number) => Uint8Array {
  const pool = new Uint8Array(POOL_BYTES);
  let used = POOL_BYTES;
  return (count) => {
    if (count > POOL_BYTES) return randomBytes(count);
    if (used + count > POOL_BYTES) {
      randomFillSync(pool);
      used = 0;
    }
    used += count;
    return pool.slice(used - count, used);
  };
}
