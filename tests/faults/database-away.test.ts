import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { monotonicMs, release } from "../support/effects-file.ts";
import { begun, DEFAULT_TIMES, ended, plainRequest } from "../support/engine-process.ts";
import { FaultBench, isOver } from "../support/fault-bench.ts";
import { OwnPostgres } from "../support/own-postgres.ts";

vi.setConfig({ testTimeout: 120_000 });

let postgres: OwnPostgres;
let bench: FaultBench;
beforeEach(async () => {
  postgres = await OwnPostgres.open();
  bench = await FaultBench.open({ url: postgres.url, drop: () => postgres.close() });
});
afterEach(() => bench.close());

const attemptsTold = () => bench.effects.all().filter(({ what }) => what === "begin");

async function countedEndings(): Promise<unknown> {
  const { rows } = await bench.pool.query(
    "select sum(completed)::int as completed, sum(failed + timed_out + abandoned + cancelled)::int as others from cron_job_stats_hourly",
  );
  return rows[0];
}

describe.each(["stop", "kill"] as const)("a database that goes away by %s", (way) => {
  test("and comes back in the middle of a run costs the run nothing", async () => {
    const engine = await bench.start({ times: DEFAULT_TIMES });
    const answer = engine.run(plainRequest("steps-skip", { steps: 20, stepMs: 100 }));
    await bench.effects.waitFor({ what: "step", step: 5 });
    await postgres[way]();
    await postgres.start();
    const run = ended(await answer);
    expect(await bench.row(run.id)).toMatchObject({ status: "completed", attempts: 1, attempt_log: null });
    expect(bench.effects.all().filter(({ what }) => what === "step")).toHaveLength(20);
    expect(await countedEndings()).toEqual({ completed: 1, others: 0 });
  });

  test("at the finish gets the outcome when it is back, dated to when it happened", async () => {
    const engine = await bench.start({ times: DEFAULT_TIMES });
    const until = bench.releasePath("stop");
    const { runId } = begun(await engine.begin(plainRequest("patient", { until })));
    await bench.effects.waitFor({ runId, what: "step" });
    await postgres[way]();
    release(until);
    const end = await bench.effects.waitFor({ runId, what: "end" });
    await engine.waitForEvent("store_failed");
    await postgres.start();
    const lateMs = monotonicMs() - end.atMs;
    const row = await bench.waitForRow(runId, isOver);
    expect(row).toMatchObject({ status: "completed", attempts: 1, attempt_log: null });
    const { rows } = await bench.pool.query(
      "select extract(epoch from cron_now() - completed_at) * 1000 as ago_ms, duration_ms from cron_job_logs",
    );
    expect(Number(rows[0].ago_ms)).toBeGreaterThan(lateMs - 100);
    expect(await countedEndings()).toEqual({ completed: 1, others: 0 });
    expect(attemptsTold()).toHaveLength(1);
  });
});

test("an outcome that waited longer than its lease is still written when nobody else was there to take the run", async () => {
  const engine = await bench.start();
  const until = bench.releasePath("stop");
  const { runId } = begun(await engine.begin(plainRequest("patient", { until })));
  await bench.effects.waitFor({ runId, what: "step" });
  await postgres.stop();
  release(until);
  const end = await bench.effects.waitFor({ runId, what: "end" });
  // Lease 3: the next beat that is refused for lack of a database comes when it is over.
  while (monotonicMs() - end.atMs < 5_000) await engine.nextEvent();
  await postgres.start();
  const row = await bench.waitForRow(runId, isOver);
  expect(row).toMatchObject({ status: "completed", attempts: 1, attempt_log: null });
  expect(await countedEndings()).toEqual({ completed: 1, others: 0 });
});

test("a run whose database is away longer than its lease is stopped by its process and goes on as attempt 2", async () => {
  const engine = await bench.start();
  const { runId } = begun(await engine.begin(plainRequest("steps-skip", { steps: 40, stepMs: 50 })));
  await bench.effects.waitFor({ runId, what: "step", step: 4 });
  await postgres.kill();
  await bench.effects.waitFor({ runId, what: "end" });
  await engine.waitForEvent("run_lost", runId);
  await postgres.start();
  const row = await bench.waitForRow(runId, isOver);
  expect(row).toMatchObject({ status: "completed", attempts: 2 });
  expect(row.attempt_log).toMatchObject([{ attempt: 1, outcome: "abandoned" }]);
  const [first, second] = [1, 2].map((attempt) => bench.effects.all().filter((effect) => effect.attempt === attempt));
  expect(second?.[0]?.atMs).toBeGreaterThan(first?.at(-1)?.atMs ?? Number.POSITIVE_INFINITY);
});

test("a process that starts while the database is away refuses runs, leaves no row, and works when it is back", async () => {
  await postgres.stop();
  const engine = await bench.start();
  await expect(engine.run(plainRequest("steps-skip"))).rejects.toThrow(/ECONNREFUSED|ECONNRESET|terminated/);
  await engine.waitForEvent("store_failed");
  await postgres.start();
  expect(await bench.rows()).toEqual([]);
  expect(ended(await engine.run(plainRequest("steps-skip")))).toMatchObject({ status: "completed", attempts: 1 });
});
