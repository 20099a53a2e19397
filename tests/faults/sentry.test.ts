import { expect, test, vi } from "vitest";
import { expectPairOfEachRun } from "../support/sentry-pairs.ts";

vi.setConfig({ testTimeout: 1_800_000 });

test.each(["drained", "frozen"] as const)(
  "of 1,000 runs in processes that are %s right after the answer both check-ins arrive",
  async (stopped) => {
    await expectPairOfEachRun({ processes: 20, runsOfEach: 50, stopped });
    expect.hasAssertions();
  },
);
