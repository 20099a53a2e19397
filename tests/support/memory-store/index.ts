import type { Clock } from "../../../lib/cron/words/clock.ts";
import { MemoryRunStore } from "./run-store.ts";
import { RunTable } from "./run-table.ts";
import { MemoryStateStore } from "./state-store.ts";

/** Both stores over one table of runs, on the clock that comes in. `table` lets a test read rows and switch jobs off. */
export function createMemoryStores(clock: Clock): { runs: MemoryRunStore; states: MemoryStateStore; table: RunTable } {
  const table = new RunTable(clock);
  return { runs: new MemoryRunStore(table), states: new MemoryStateStore(table), table };
}
