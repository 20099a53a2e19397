import { describe } from "vitest";
import { FakeClock } from "../support/fake-clock.ts";
import { createMemoryStores } from "../support/memory-store/index.ts";
import type { Subject } from "./conformance/subject.ts";
import { describeStores } from "./conformance/suite.ts";

describe("the memory stores", () => {
  describeStores(async (): Promise<Subject> => {
    const clock = new FakeClock();
    const { runs, states, table } = createMemoryStores(clock);
    return {
      runs,
      states,
      now: async () => clock.now(),
      advance: (ms) => clock.advance(ms),
      setEnabled: async (jobName, enabled) => void table.enabled.set(jobName, enabled),
      rows: async () => table.all(),
      saves: async (runId) => states.savesOf(runId),
      reports: async (runId) => table.find(runId)?.reports ?? [],
      metrics: async (runId) => [...(table.find(runId)?.metrics.values() ?? [])].sort(byName),
      lines: async (runId) => (table.find(runId)?.lines ?? []).map(({ at: _at, ...line }) => line),
    };
  });
});

const byName = (a: { name: string }, b: { name: string }) => a.name.localeCompare(b.name);
