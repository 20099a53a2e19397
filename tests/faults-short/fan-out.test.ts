import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
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
/** Those that work on tasks; in queue mode the front beside them only takes calls. */
let processes: EngineProcess[];
let front: EngineProcess | undefined;
beforeEach(async () => {
  bench = await FaultBench.open();
});
afterEach(() => bench.close());

async function startInline(): Promise<void> {
  processes = await bench.startMany(3);
  front = processes[0];
}

async function startQueue(): Promise<void> {
  processes = await bench.startMany(3, { role: "worker" });
  front = await bench.start({ role: "front" });
}

const tasks = async () =>
  (
    await bench.pool.query<TaskRow>(
      "select id, status, attempts, interruptions, worker from cron_run_tasks order by id",
    )
  ).rows;

/** Fans out over three keys and resolves with the process that works on the most, once it works. */
async function fanOut(): Promise<EngineProcess> {
  if (!front) throw new Error("No process was started");
  ended(await front.run(plainRequest("fans-out", { keys: ["a", "b", "c"], each: 12 })));
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

describe.each([
  { mode: "inline", start: startInline },
  { mode: "queue mode", start: startQueue },
])("with three processes in $mode", ({ start }) => {
  beforeEach(start);

  test("tasks of a killed process are attempted again by the others; none is lost, and no key has more than its lanes", async () => {
    const killed = await fanOut();
    await killed.kill();
    const held = (await tasks()).filter(
      ({ status, worker }) => status === "started" && worker === `fault:${killed.pid}`,
    );
    expect(held.length).toBeGreaterThan(0);

    const rows = await allEnded();
    expect(tally(rows.map(({ status }) => status))).toEqual({ completed: 36 });
    for (const { id } of held) expect(rows.find((row) => row.id === id)?.attempts).toBe(2);
    expect(new Set(doneTasks()).size).toBe(36);
    expectNoOverlap();
  });

  test("a process that was frozen past its lease can change nothing of its tasks any more", async () => {
    const frozen = await fanOut();
    frozen.signal("SIGSTOP");
    const held = (await tasks()).filter(
      ({ status, worker }) => status === "started" && worker === `fault:${frozen.pid}`,
    );
    expect(held.length).toBeGreaterThan(0);
    const rows = await allEnded();
    expect(tally(rows.map(({ status }) => status))).toEqual({ completed: 36 });

    frozen.signal("SIGCONT");
    await frozen.waitForEvent("task_lost");
    await frozen.drain(5_000);
    expect(await tasks()).toEqual(rows);
    for (const { id } of held) expect(rows.find((row) => row.id === id)?.attempts).toBe(2);
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
});
