import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { release } from "../support/effects-file.ts";
import { begun, type EngineProcess, plainRequest } from "../support/engine-process.ts";
import { FaultBench, isOver } from "../support/fault-bench.ts";

vi.setConfig({ testTimeout: 120_000 });

let bench: FaultBench;
let first: EngineProcess;
let second: EngineProcess;
beforeAll(async () => {
  bench = await FaultBench.open();
  first = await bench.start();
  second = await bench.start();
});
afterAll(() => bench.close());

test.for(["skip", "queue", "replace", "allow"] as const)(
  "a handler that ignores its abort keeps its successor out until it stops, under overlap %s",
  { concurrent: true },
  async (overlap) => {
    const until = bench.releasePath(overlap);
    const request = plainRequest(`stubborn-${overlap}`, { until });
    const { runId } = begun(await first.begin(request));
    if (overlap === "allow") begun(await first.begin(request)); // takes the key's other lane
    // It times out after 1 s; 5 s later the engine says that it does not stop. Its first lease (3 s) is over by then.
    await first.waitForEvent("run_stopping", runId);
    const meanwhile = await second.begin(request);
    expect(meanwhile.kind).toBe(overlap === "queue" || overlap === "replace" ? "waiting" : "skipped");
    expect(await bench.row(runId)).toMatchObject({ status: "started", attempts: 1 });

    release(until);
    expect(await bench.waitForRow(runId, isOver)).toMatchObject({ status: "timed_out", attempts: 1 });
    const successor = meanwhile.kind === "waiting" ? meanwhile : begun(await second.begin(request));
    await bench.waitForRow(successor.runId, isOver);

    const of = (id: string, what: string) => bench.effects.all().filter((e) => e.runId === id && e.what === what);
    expect(of(runId, "begin")).toHaveLength(1);
    expect(of(successor.runId, "begin")).toHaveLength(1);
    expect(of(successor.runId, "begin")[0]?.atMs).toBeGreaterThan(
      of(runId, "end")[0]?.atMs ?? Number.POSITIVE_INFINITY,
    );
  },
);
