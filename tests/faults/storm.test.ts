import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { isEnded, isWaiting } from "../../lib/cron/words/vocabulary.ts";
import { type EngineProcess, ProcessGoneError, plainRequest, SHORT_TIMES } from "../support/engine-process.ts";
import { FaultBench } from "../support/fault-bench.ts";
import { mostAtOnce, spansOf } from "../support/overlap.ts";

vi.setConfig({ testTimeout: 120_000 });

/** Set BELFRY_STORM_SECONDS for a long one. */
const STORM_MS = Number(process.env.BELFRY_STORM_SECONDS ?? 25) * 1000;
const PROCESSES = 3;
const CALLERS = 10;
const KEYS = ["a", "b", "c", "d"];
const JOBS = { "steps-skip": 1, "steps-queue": 1, "steps-replace": 1, "steps-allow": 3 } as const;
/** A handler writes every 40 ms. After so long without a line its process was frozen past what it may trust. */
const FROZEN_MS = 2_000;

let bench: FaultBench;
let stop: AbortController;
beforeEach(async () => {
  bench = await FaultBench.open();
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await bench.close();
});

const pick = <T>(list: readonly T[]): T => {
  const picked = list[Math.floor(Math.random() * list.length)];
  if (picked === undefined) throw new Error("Nothing to pick from");
  return picked;
};
const pause = (ms: number) => sleep(ms * Math.random(), undefined, { signal: stop.signal });

async function untilStopped(work: () => Promise<unknown>): Promise<void> {
  while (!stop.signal.aborted) {
    try {
      await work();
    } catch (error) {
      // Its process was killed under it, or the storm is over.
      if (!(error instanceof ProcessGoneError) && !stop.signal.aborted) throw error;
    }
  }
}

test("in a storm of calls, cancels, freezes and kills no two runs of a lane overlap and every ending is counted once", {
  timeout: STORM_MS + 120_000,
}, async ({ annotate }) => {
  const processes = await bench.startMany(PROCESSES);
  const at = () => Math.floor(Math.random() * PROCESSES);
  const engine = () => processes[at()] as EngineProcess;

  const call = async () => {
    const params = { key: pick(KEYS), steps: 1 + Math.floor(Math.random() * 12), stepMs: 40 };
    await engine().begin(plainRequest(pick(Object.keys(JOBS)), params));
    await pause(100);
  };
  const cancel = async () => {
    const { rows } = await bench.pool.query<{ id: string }>(
      "select id from cron_job_logs where completed_at is null order by random() limit 1",
    );
    if (rows[0]) await engine().cancel(rows[0].id);
    await pause(400);
  };
  const freeze = async () => {
    const frozen = engine();
    frozen.signal("SIGSTOP");
    // Half of the freezes outlast the lease and a sweep.
    await sleep(Math.random() < 0.5 ? 300 : SHORT_TIMES.leaseMs + SHORT_TIMES.sweepMs + 500);
    frozen.signal("SIGCONT");
    await pause(2_000);
  };
  const kill = async () => {
    await pause(8_000);
    const index = at();
    await processes[index]?.kill();
    processes[index] = await bench.start();
  };
  const work = [...Array.from({ length: CALLERS }, () => call), cancel, freeze, kill].map(untilStopped);
  await sleep(STORM_MS);
  stop.abort();
  await Promise.all(work);
  await waitUntilNothingIsOpen();

  const spans = spansOf(bench.effects.all(), FROZEN_MS);
  const most = mostAtOnce(spans);
  for (const [lockKey, count] of most) {
    const job = lockKey.split(":")[0] as keyof typeof JOBS;
    expect({ lockKey, count }).toEqual({ lockKey, count: Math.min(count, JOBS[job]) });
  }
  // A thawed handler ends the step it was in, hears that it lost its run, and stops.
  expect(Math.max(...spans.map((span) => span.zombieLines))).toBeLessThanOrEqual(3);

  const rows = await bench.rows();
  expect(rows.filter((row) => isWaiting(row.status) || row.status === "started")).toEqual([]);
  // Runs that may be side by side save the same state: that is refused, and nothing else fails.
  const failures = rows.filter((row) => row.status === "failed");
  expect(failures.filter((row) => row.error?.name !== "StateConflictError")).toEqual([]);
  expect(await countedEndings()).toEqual(countBy(rows.map((row) => row.status).filter(isEnded)));
  expect(countRunsWithTwoEndings(processes)).toBe(0);
  await annotate(`${rows.length} runs, ${spans.length} attempts, ${JSON.stringify(await countedEndings())}`);
});

async function waitUntilNothingIsOpen(): Promise<void> {
  const deadlineMs = performance.now() + 60_000;
  for (;;) {
    const { rows } = await bench.pool.query(
      "select count(*)::int as open from cron_job_logs where completed_at is null",
    );
    if (rows[0].open === 0) return;
    if (performance.now() > deadlineMs) throw new Error(`${rows[0].open} runs are still open a minute after the storm`);
    await sleep(200);
  }
}

async function countedEndings(): Promise<Record<string, number>> {
  const { rows } = await bench.pool.query(
    `select sum(completed)::int as completed, sum(partial)::int as partial, sum(failed)::int as failed,
       sum(timed_out)::int as timed_out, sum(cancelled)::int as cancelled, sum(abandoned)::int as abandoned
     from cron_job_stats_hourly`,
  );
  return Object.fromEntries(Object.entries<number>(rows[0]).filter(([, count]) => count > 0));
}

function countBy(words: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const word of words) counts[word] = (counts[word] ?? 0) + 1;
  return counts;
}

function countRunsWithTwoEndings(processes: readonly EngineProcess[]): number {
  const ended = processes.flatMap(({ events }) => events.filter(({ type }) => type === "run_ended"));
  return ended.length - new Set(ended.map(({ runId }) => runId)).size;
}
