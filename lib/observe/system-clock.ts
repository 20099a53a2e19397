import type { Clock } from "../cron/ports.ts";

/** setTimeout overflows above 2^31 - 1 ms (24.8 days) and would then fire at once. */
const MAX_TIMER_MS = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => new Date(),
  monotonicMs: () => performance.now(),
  async sleep(ms, signal) {
    const endsMs = performance.now() + ms;
    while (!signal?.aborted) {
      const leftMs = endsMs - performance.now();
      if (leftMs <= 0) return;
      await timer(Math.min(leftMs, MAX_TIMER_MS), signal);
    }
  },
};

function timer(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(handle);
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const handle = setTimeout(finish, ms);
    signal?.addEventListener("abort", finish, { once: true });
  });
}
