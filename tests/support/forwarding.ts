import type { RunStore } from "../../lib/cron/ports/runs.ts";

/** The store with some of its methods replaced. */
export function forwarding(runs: RunStore, changes: Partial<RunStore>): RunStore {
  const methodOf = (name: keyof RunStore) => (runs[name] as (...args: unknown[]) => unknown).bind(runs);
  return new Proxy(runs, { get: (_, name) => changes[name as keyof RunStore] ?? methodOf(name as keyof RunStore) });
}
