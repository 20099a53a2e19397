import { describe, expect, it } from "vitest";
import type { JobResult } from "../../../lib/cron/jobs/define-job.ts";
import type { RunStore } from "../../../lib/cron/ports/runs.ts";
import { settle } from "../../support/fake-clock.ts";
import { forwarding } from "../../support/forwarding.ts";
import { firstRow, memoryEngine, request, StoreAwayError } from "../../support/memory-engine.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";

describe("stopping a run", () => {
  it("acts on a cancel within one beat, and tells so", async () => {
    const { engine, clock, rows, stores } = memoryEngine([scriptedJob([step.hang()]).job]);
    const answer = engine.run(request());
    await clock.advance(3_000);
    expect(await stores.runs.cancel(firstRow(rows()).id)).toEqual({ outcome: "requested" });
    await clock.advance(2_000);
    expect(await answer).toMatchObject({ run: { status: "cancelled" } });
  });

  it("cancels a run that waits for its next attempt", async () => {
    const { engine, clock, rows, stores } = memoryEngine([scriptedJob([step.throws(new Error("no"))]).job]);
    const answer = engine.run(request());
    await settle();
    await stores.runs.cancel(firstRow(rows()).id);
    await clock.advance(2_000);
    expect(await answer).toMatchObject({ run: { status: "cancelled" } });
  });

  it("hands interrupted runs back on shutdown without losing an attempt, and another process goes on", async () => {
    const script = scriptedJob([step.hang(), step.ok()], { maxAttempts: 1 });
    const { engine, clock, stores, rows } = memoryEngine([script.job]);
    const answer = engine.run(request());
    await settle();
    expect(await engine.drain(10_000)).toEqual({ stopped: 1, abandoned: 0 });
    expect(await answer).toMatchObject({ kind: "waiting", reason: "shutdown" });
    expect(firstRow(rows())).toMatchObject({ status: "retrying", attempts: 0, interruptions: 1 });
    await expect(engine.run(request())).rejects.toThrow("shutting down");
    const other = memoryEngine([script.job], { clock, stores });
    await (await other.engine.sweep()).done;
    expect(firstRow(rows())).toMatchObject({ status: "completed", attempts: 1 });
  });

  it("lets a handler that returns within the grace finish", async () => {
    const { promise, resolve } = Promise.withResolvers<JobResult>();
    const { engine, rows } = memoryEngine([scriptedJob([step.ignoreAbort(promise)]).job]);
    void engine.run(request());
    await settle();
    const drained = engine.drain(10_000);
    resolve(ok);
    expect(await drained).toEqual({ stopped: 1, abandoned: 0 });
    expect(firstRow(rows()).status).toBe("completed");
  });

  it("spends the attempt from the third interruption on", async () => {
    const script = scriptedJob([step.hang()], { maxAttempts: 1 });
    const first = memoryEngine([script.job]);
    void first.engine.run(request());
    await settle();
    await first.engine.drain(1_000);
    for (let round = 0; round < 2; round += 1) {
      const next = memoryEngine([script.job], { clock: first.clock, stores: first.stores });
      await next.engine.sweep();
      await settle();
      await next.engine.drain(1_000);
    }
    expect(firstRow(first.rows())).toMatchObject({ status: "abandoned", reason: "shutdown" });
  });

  it("does not wait for a handler that will not stop longer than its grace", async () => {
    const { engine, clock } = memoryEngine([scriptedJob([step.ignoreAbort(new Promise(() => {}))]).job]);
    void engine.run(request());
    await settle();
    const drained = engine.drain(10_000);
    await clock.advance(10_000);
    expect(await drained).toEqual({ stopped: 0, abandoned: 1 });
  });
});

describe("a process that was frozen past its lease", () => {
  it("can neither finish nor move state nor report progress, and the run goes on elsewhere", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const writes: unknown[] = [];
    const script = scriptedJob([
      async (context) => {
        await promise;
        context.progress(9, 9);
        await context.state.save({ cursor: 9 }).catch((error: Error) => writes.push(error.name));
        return ok;
      },
      step.ok(),
    ]);
    const frozen = memoryEngine([script.job]);
    const answer = frozen.engine.run(request());
    await settle();
    const other = memoryEngine([script.job], { clock: frozen.clock, stores: frozen.stores });
    await frozen.clock.freeze(21_000);
    await (await other.engine.sweep()).done;
    resolve();
    // What became of it elsewhere is read from its row.
    expect(await answer).toMatchObject({ kind: "ended", run: { status: "completed", attempts: 2 } });
    expect(writes).toEqual(["LeaseLostError"]);
    expect(firstRow(frozen.rows())).toMatchObject({ status: "completed", attempts: 2, progress: null });
    expect(firstRow(frozen.rows()).attemptLog).toMatchObject([{ attempt: 1, outcome: "abandoned" }]);
    expect(await frozen.engine.readState("scripted")).toMatchObject({ stored: { version: 0 } });
  });

  it("stops its handler by its own clock when the database does not answer", async () => {
    const wrap = (runs: RunStore): RunStore =>
      forwarding(runs, { beat: () => Promise.reject(new StoreAwayError("away")) });
    const script = scriptedJob([step.hang()]);
    const { engine, clock } = memoryEngine([script.job], { wrap });
    const answer = engine.run(request());
    await clock.advance(16_000);
    expect(script.calls[0]?.signal.aborted).toBe(false);
    await clock.advance(4_000);
    expect(await answer).toMatchObject({ kind: "lost" });
  });
});
