import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { tally } from "../stores/support/requests.ts";
import { type EngineProcess, ended, plainRequest, SHORT_TIMES } from "../support/engine-process.ts";
import { FAN_OUT_LANES } from "../support/fan-out-fault-job.ts";
import { FaultBench } from "../support/fault-bench.ts";
import { mostAtOnce, spansOf } from "../support/overlap.ts";
import { until } from "../support/until.ts";

vi.setConfig({ testTimeout: 120_000 });

interface TaskRow {
  id: string;
  status: string;
  attempts: number;
  interruptions: number;
  worker: string;
}

let bench: FaultBench;
let processes: EngineProcess[];
beforeEach(async () => {
  bench = await FaultBench.open();
  processes = await bench.startMany(3);
});
afterEach(() => bench.close());

const tasks = async () =>
  (await bench.pool.query<TaskRow>("select id, status, attempts, interruptions, worker from cron_run_tasks")).rows;

/** Fans out over three keys and resolves with the process that works on the most, once it works. */
async function fanOut(): Promise<EngineProcess> {
  const [first] = processes;
  if (!first) throw new Error("Three processes were asked for");
  ended(await first.run(plainRequest("fans-out", { keys: ["a", "b", "c"], each: 12 })));
  const { pid } = await bench.effects.waitFor({ what: "step", step: 2 });
  const busy = processes.find((process) => process.pid === pid);
  if (!busy) throw new Error(`Process ${pid} is not one of ours`);
  return busy;
}

const allEnded = () =>
  until("all tasks have ended", async () => {
    const rows = await tasks();
    return rows.every(({ status }) => !["queued", "started", "retrying"].includes(status)) ? rows : null;
  });

function expectNoOverlap(): void {
  const most = mostAtOnce(spansOf(bench.effects.all(), SHORT_TIMES.leaseMs));
  expect(most.size).toBe(3);
  for (const [, count] of most) expect(count).toBeLessThanOrEqual(FAN_OUT_LANES);
}

/** Tasks that were done to the end, by what the handlers told. */
const doneTasks = () => bench.effects.all().flatMap(({ what, runId }) => (what === "end" ? [runId] : []));

test("tasks of a killed process are attempted again by the others; none is lost, and no key has more than its lanes", async () => {
  const killed = await fanOut();
  await killed.kill();
  const held = (await tasks()).filter(({ status, worker }) => status === "started" && worker === `fault:${killed.pid}`);
  expect(held.length).toBeGreaterThan(0);

  const rows = await allEnded();
  expect(tally(rows.map(({ status }) => status))).toEqual({ completed: 36 });
  for (const { id } of held) expect(rows.find((row) => row.id === id)?.attempts).toBe(2);
  expect(new Set(doneTasks()).size).toBe(36);
  expectNoOverlap();
});

test("a process that is told to stop hands its tasks back without an attempt; nothing is done twice", async () => {
  const leaving = await fanOut();
  leaving.signal("SIGTERM");
  await leaving.exited;

  const rows = await allEnded();
  expect(tally(rows.map(({ status }) => status))).toEqual({ completed: 36 });
  expect(rows.every(({ attempts }) => attempts === 1)).toBe(true);
  expect(rows.some(({ interruptions }) => interruptions === 1)).toBe(true);
  expect(doneTasks()).toHaveLength(36);
  expectNoOverlap();
});
