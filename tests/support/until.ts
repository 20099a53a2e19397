import { setTimeout as sleep } from "node:timers/promises";

/** What `look` finds, as soon as it is not null. @throws after 60 s, naming what was waited for */
export async function until<T>(what: string, look: () => Promise<T | null>): Promise<T> {
  const deadlineMs = performance.now() + 60_000;
  while (performance.now() < deadlineMs) {
    const found = await look();
    if (found !== null) return found;
    await sleep(20);
  }
  throw new Error(`Not within 60 s: ${what}`);
}
