import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { type EngineProcess, ended, plainRequest } from "../support/engine-process.ts";
import { FaultBench, isOver } from "../support/fault-bench.ts";
import { strangeReturns, strangeThrows } from "../support/strange-values.ts";

vi.setConfig({ testTimeout: 120_000 });

let bench: FaultBench;
let engine: EngineProcess;
beforeAll(async () => {
  bench = await FaultBench.open();
  engine = await bench.start();
});
afterAll(() => bench.close());

describe("a run ends as failed with a reason when its handler throws", () => {
  test.for(Object.keys(strangeThrows))("%s", async (what) => {
    const run = ended(await engine.run(plainRequest("throws", { what })));
    const row = await bench.row(run.id);
    expect(row.status).toBe("failed");
    expect(row.error?.message).toMatch(/./);
    expect(row.error_message).toBe(row.error?.message);
    expect(JSON.stringify(row.error).length).toBeLessThanOrEqual(8 * 1024);
  });
});

const REFUSED = ["nothing", "null", "string", "notCounts"];

describe("a run ends when its handler returns", () => {
  test.for(Object.keys(strangeReturns))("%s", async (what) => {
    const run = ended(await engine.run(plainRequest("returns", { what })));
    const row = await bench.row(run.id);
    expect(row.status).toBe(REFUSED.includes(what) ? "failed" : "completed");
    expect(row.message).toMatch(/./);
    // Postgres shows jsonb with spaces, hence measured as we sent it.
    expect(Buffer.byteLength(JSON.stringify(row.result))).toBeLessThanOrEqual(64 * 1024 + 100);
    if (!REFUSED.includes(what)) expect(row.result).toMatchObject({ processed: 1 });
  });
});

test("a handler that prints a million lines ends, with the first 10,000 kept and a word about the rest", async () => {
  const run = ended(await engine.run(plainRequest("chatters", { lines: 1_000_000 })));
  expect(await bench.row(run.id)).toMatchObject({ status: "completed", attempts: 1 });
  const { rows } = await bench.pool.query(
    "select count(*)::int as count, max(message) filter (where level = 'warn') as warning from cron_job_log_lines where run_id = $1",
    [run.id],
  );
  expect(rows).toEqual([{ count: 10_001, warning: "More than 10000 lines: the rest is not kept" }]);
});

test("a handler that ends its process leaves a run that ends as abandoned, with both attempts told", async () => {
  const [one, two] = await bench.startMany(2);
  void engine.begin(plainRequest("exits"));
  expect(await engine.exited).toEqual({ code: 7, signal: null });
  const { runId } = await bench.effects.waitFor({ lockKey: "exits" });
  const row = await bench.waitForRow(runId, isOver);
  expect(await Promise.race([one?.exited, two?.exited])).toEqual({ code: 7, signal: null });
  expect(row).toMatchObject({ status: "abandoned", reason: "lease_expired", attempts: 2 });
  expect(row.attempt_log).toMatchObject([{ outcome: "abandoned" }, { outcome: "abandoned" }]);
});
