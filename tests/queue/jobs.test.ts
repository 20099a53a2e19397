import { describe, vi } from "vitest";
import { FaultBench } from "../support/fault-bench.ts";
import { describeJobs, type JobSetup } from "./job-suite.ts";

vi.setConfig({ testTimeout: 120_000 });

async function withWorkers(count: number): Promise<JobSetup> {
  const bench = await FaultBench.open();
  const asked = await bench.start({ role: "front" });
  await bench.startMany(count, { role: "worker" });
  return { bench, asked };
}

describe("inline", () =>
  describeJobs(async () => {
    const bench = await FaultBench.open();
    return { bench, asked: await bench.start() };
  }));

describe("queue mode with one worker", () => describeJobs(() => withWorkers(1)));

describe("queue mode with three workers", () => describeJobs(() => withWorkers(3)));
