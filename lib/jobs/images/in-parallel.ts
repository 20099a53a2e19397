/**
 * Calls `work` for each item, `limit` at once, in order. Stops taking items at the first rejection, waits for those in
 * flight, and rejects with it.
 */
export async function inParallel<T>(
  items: Iterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const queue = items[Symbol.iterator]();
  let failed = false;
  const worker = async () => {
    while (!failed) {
      const next = queue.next();
      if (next.done) return;
      try {
        await work(next.value);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: limit }, worker));
  const rejection = results.find((result) => result.status === "rejected");
  if (rejection) throw rejection.reason;
}
