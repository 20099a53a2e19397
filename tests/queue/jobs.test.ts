import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { RunRequest } from "../../lib/cron/words/answers.ts";
import { release } from "../support/effects-file.ts";
import { type EngineProcess, ended, plainRequest } from "../support/engine-process.ts";
import { FaultBench, isOver } from "../support/fault-bench.ts";
import { mostAtOnce, spansOf } from "../support/overlap.ts";

vi.setConfig({ testTimeout: 120_000 });

/** Where runs are worked on: the same jobs, whoever does it. */
interface JobSetup {
  bench: FaultBench;
  /** Admits runs. */
  asked: EngineProcess;
}

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

/** What every job may expect, in whichever processes its runs are worked on. */
function describeJobs(open: () => Promise<JobSetup>): void {
  let bench: FaultBench;
  let asked: EngineProcess;
  beforeAll(async () => {
    ({ bench, asked } = await open());
  });
  beforeEach(() => bench.clear());
  afterAll(() => bench.close());

  /** Begins a run and answers its id, or null when it is refused. */
  async function begin(request: RunRequest): Promise<string | null> {
    const answer = await asked.begin(request);
    return answer.kind === "skipped" ? null : answer.runId;
  }

  async function statuses(): Promise<string[]> {
    return (await bench.rows()).map(({ status }) => status).sort();
  }

  async function allOver(count: number): Promise<void> {
    const rows = await bench.rows();
    expect(rows).toHaveLength(count);
    for (const { id } of rows) await bench.waitForRow(id, isOver);
  }

  const frozenMs = 30_000;

  describe("a caller who waits", () => {
    it("hears how the run ended, with its result, and the row says the same", async () => {
      const run = ended(await asked.run(plainRequest("steps-skip", { steps: 3 })));
      expect(run).toMatchObject({ status: "completed", result: { processed: 3 }, attempts: 1, trigger: "http" });
      expect(await bench.row(run.id)).toMatchObject({ status: "completed", progress: { done: 3, total: 3 } });
    });

    it("hears of the error of a run that failed", async () => {
      const run = ended(await asked.run(plainRequest("throws", { what: "string" })));
      expect(run).toMatchObject({ status: "failed", attempts: 1 });
      expect(run.error).not.toBeNull();
    });

    it("hears the end of a run whose first attempt failed", async () => {
      const run = ended(await asked.run(plainRequest("flaky", { failures: 1 })));
      expect(run).toMatchObject({ status: "completed", attempts: 2 });
      expect(await bench.row(run.id)).toMatchObject({ attempt_log: [{ attempt: 1, outcome: "failed" }] });
    });
  });

  it("twenty deliveries of one request make one run", async () => {
    const delivery = { kind: "request", key: "once" } as const;
    const ids = await Promise.all(Array.from({ length: 20 }, () => begin(plainRequest("slotted", {}, { delivery }))));
    expect(ids.filter((id) => id !== null)).toHaveLength(1);
    await allOver(1);
    expect(await bench.onlyRow()).toMatchObject({ status: "completed", deliveries: 20 });
    expect(bench.effects.all().filter(({ what }) => what === "begin")).toHaveLength(1);
  });

  it("overlap skip: a second run of the key is refused and named the first", async () => {
    const runId = await begin(plainRequest("steps-skip", { steps: 20 }));
    expect(await asked.begin(plainRequest("steps-skip"))).toMatchObject({
      kind: "skipped",
      reason: "already_running",
      heldBy: { runId },
    });
    await allOver(1);
    expect(await statuses()).toEqual(["completed"]);
  });

  it("overlap queue: one waits for its turn and the next is refused", async () => {
    const answers: (string | null)[] = [];
    for (let run = 0; run < 3; run += 1) {
      answers.push(await begin(plainRequest("steps-queue", { steps: 10, lingerMs: 200 })));
      if (run === 0) await bench.effects.waitFor({ what: "step" });
    }
    expect(answers.map((id) => id !== null)).toEqual([true, true, false]);
    await allOver(2);
    expect(await statuses()).toEqual(["completed", "completed"]);
    expect([...mostAtOnce(spansOf(bench.effects.all(), frozenMs)).values()]).toEqual([1]);
  });

  it("overlap replace: the newer run ends the older one and takes its place", async () => {
    const older = await begin(plainRequest("steps-replace", { steps: 500 }));
    await bench.effects.waitFor({ what: "step" });
    const newer = await begin(plainRequest("steps-replace", { steps: 2 }));
    if (!older || !newer) throw new Error("Both runs were to be admitted");
    expect(await bench.waitForRow(older, isOver)).toMatchObject({ status: "cancelled", reason: "replaced" });
    expect(await bench.waitForRow(newer, isOver)).toMatchObject({ status: "completed" });
    expect([...mostAtOnce(spansOf(bench.effects.all(), frozenMs)).values()]).toEqual([1]);
  });

  it("overlap allow: as many as the key has lanes, and no more", async () => {
    const answers: (string | null)[] = [];
    for (let run = 0; run < 5; run += 1) answers.push(await begin(plainRequest("steps-allow", { steps: 20 })));
    expect(answers.filter((id) => id !== null)).toHaveLength(3);
    await allOver(3); // which of them may save the key's state is another matter
    expect(Math.max(...mostAtOnce(spansOf(bench.effects.all(), frozenMs)).values())).toBeLessThanOrEqual(3);
  });

  it("a cancelled run stops, wherever it is worked on", async () => {
    const runId = await begin(plainRequest("steps-skip", { steps: 1_000 }));
    if (!runId) throw new Error("The run was to be admitted");
    await bench.effects.waitFor({ runId, what: "step" });
    await asked.cancel(runId);
    expect(await bench.waitForRow(runId, isOver)).toMatchObject({ status: "cancelled", reason: "cancel" });
  });

  it("a handler that ignores its timeout keeps its key until it stops", async () => {
    const until = bench.releasePath("stop");
    const runId = await begin(plainRequest("stubborn-skip", { until }));
    if (!runId) throw new Error("The run was to be admitted");
    await bench.waitForRow(runId, (row) => row.abort_reason === "timeout");
    expect(await begin(plainRequest("stubborn-skip", { until }))).toBeNull();
    release(until);
    expect(await bench.waitForRow(runId, isOver)).toMatchObject({ status: "timed_out" });
  });

  it("forty runs of as many keys all end, each worked on once", async () => {
    await Promise.all(
      Array.from({ length: 40 }, (_, key) => begin(plainRequest("steps-skip", { key: `k${key}`, steps: 2 }))),
    );
    await allOver(40);
    expect(new Set(await statuses())).toEqual(new Set(["completed"]));
    expect(bench.effects.all().filter(({ what }) => what === "begin")).toHaveLength(40);
  });
}
