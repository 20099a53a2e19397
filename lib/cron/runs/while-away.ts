import type { EngineParts } from "../ports/parts.ts";

const PAUSE_MS = 500;

/**
 * Tries again while the store is away, so that a restart of the database fails no attempt; at most until `signal` is
 * aborted, as it is when the lease cannot be vouched for any more. The work must be safe to repeat.
 * @throws what the work threw, for any other reason or when there is no time left
 */
export async function whileAway<T>(
  { events, clock, isStoreUnavailable }: EngineParts,
  { operation, signal }: { operation: string; signal: AbortSignal },
  work: () => Promise<T>,
): Promise<T> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isStoreUnavailable(error) || signal.aborted) throw error;
      events.emit({ type: "store_failed", operation, error });
      await clock.sleep(PAUSE_MS, signal);
    }
  }
}
