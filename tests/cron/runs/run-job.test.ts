import { describe, expect, it } from "vitest";
import type { JobResult } from "../../../lib/cron/jobs/define-job.ts";
import { NonRetryableError, RetryableError } from "../../../lib/cron/words/errors.ts";
import { settle } from "../../support/fake-clock.ts";
import { firstRow, memoryEngine, request } from "../../support/memory-engine.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";

describe("a run", () => {
  it("ends completed with its result, its sentence and one attempt", async () => {
    const { engine, rows } = memoryEngine([scriptedJob([step.ok()]).job]);
    const answer = await engine.run(request());
    expect(answer).toMatchObject({
      kind: "ended",
      run: { status: "completed", message: "1 processed, 0 failed, 0 skipped" },
    });
    expect(firstRow(rows())).toMatchObject({ status: "completed", attempts: 1, lane: null, attemptLog: [] });
  });

  it.each([
    ["completed", { processed: 0, failed: 0 }],
    ["partial", { processed: 3, failed: 1 }],
    ["partial", { processed: 1, failed: 1 }],
    ["failed", { processed: 1, failed: 2 }],
    ["partial", { processed: 0, failed: 12, failedAgain: 12 }],
    ["partial", { processed: 1, failed: 13, failedAgain: 12 }],
    ["failed", { processed: 0, failed: 13, failedAgain: 12 }],
  ])("ends %s when the handler returns %o, without another attempt", async (status, counts) => {
    const script = scriptedJob([step.returns({ ...ok, ...counts })]);
    const { engine } = memoryEngine([script.job]);
    expect(await engine.run(request())).toMatchObject({ kind: "ended", run: { status } });
    expect(script.calls).toHaveLength(1);
  });

  it("tries again after 5 s and 10 s, and tells of each failed attempt", async () => {
    const script = scriptedJob([step.throws(new Error("one")), step.throws(new Error("two")), step.ok()]);
    const { engine, clock, rows } = memoryEngine([script.job]);
    const answer = engine.run(request());
    await clock.advance(4_999);
    expect(script.calls).toHaveLength(1);
    await clock.advance(1);
    expect(script.calls).toHaveLength(2);
    await clock.advance(10_000);
    expect(await answer).toMatchObject({ kind: "ended", run: { status: "completed", attempts: 3 } });
    const log = firstRow(rows()).attemptLog;
    expect(log.map(({ attempt, error }) => [attempt, error])).toEqual([
      [1, "one"],
      [2, "two"],
    ]);
  });

  it("ends failed with the last error when all attempts are used", async () => {
    const { engine, clock, rows } = memoryEngine([scriptedJob([step.throws(new Error("no"))], { maxAttempts: 2 }).job]);
    const answer = engine.run(request());
    await clock.advance(5_000);
    expect(await answer).toMatchObject({ run: { status: "failed", attempts: 2, error: { message: "no" } } });
    expect(firstRow(rows()).attemptLog.map((entry) => entry.attempt)).toEqual([1, 2]);
  });

  it("ends at once on a NonRetryableError", async () => {
    const script = scriptedJob([step.throws(new NonRetryableError("reconnect the account"))]);
    const { engine } = memoryEngine([script.job]);
    expect(await engine.run(request())).toMatchObject({ run: { status: "failed", attempts: 1 } });
  });

  it("waits as long as the other side asked for", async () => {
    const script = scriptedJob([step.throws(new RetryableError("busy", { retryAfterMs: 12_000 })), step.ok()]);
    const { engine, clock } = memoryEngine([script.job]);
    const answer = engine.run(request());
    await clock.advance(11_999);
    expect(script.calls).toHaveLength(1);
    await clock.advance(1);
    expect(await answer).toMatchObject({ run: { status: "completed" } });
  });

  it("is handed back when the wait is too long to hold a lease for, and goes on when it is due", async () => {
    const script = scriptedJob([step.throws(new RetryableError("closed", { retryAfterMs: 3_600_000 })), step.ok()]);
    const { engine, clock, rows } = memoryEngine([script.job]);
    expect(await engine.run(request())).toMatchObject({ kind: "waiting", status: "retrying", reason: "backoff" });
    await clock.advance(3_599_000);
    expect((await engine.sweep()).claimed).toBe(0);
    await clock.advance(1_000);
    const report = await engine.sweep();
    await report.done;
    expect(firstRow(rows())).toMatchObject({ status: "completed", attempts: 2 });
  });
});

describe("a time limit", () => {
  it("ends the run timed_out with the promised sentence", async () => {
    const { engine, clock } = memoryEngine([scriptedJob([step.hang()], { timeoutSeconds: 30, maxAttempts: 1 }).job]);
    const answer = engine.run(request());
    await clock.advance(30_000);
    expect(await answer).toMatchObject({
      run: { status: "timed_out", error: { message: "Job timeout after 30 seconds" } },
    });
  });

  it("keeps the key of a handler that ignores it, answers the caller, and frees the key when it stops", async () => {
    const { promise, resolve } = Promise.withResolvers<JobResult>();
    const script = scriptedJob([step.ignoreAbort(promise), step.ok()], { timeoutSeconds: 30, maxAttempts: 1 });
    const { engine, clock, rows, events } = memoryEngine([script.job]);
    const answer = engine.run(request());
    await clock.advance(36_000);
    expect(await answer).toMatchObject({ kind: "stopping", reason: "timeout" });
    expect(firstRow(rows())).toMatchObject({ status: "started", abortReason: "timeout" });
    expect(await engine.run(request())).toMatchObject({ kind: "skipped", reason: "already_running" });
    await clock.advance(600_000);
    expect(await engine.run(request())).toMatchObject({ kind: "skipped", reason: "already_running" });
    expect(events.filter((event) => event.type === "run_stopping").length).toBeGreaterThan(5);
    resolve(ok);
    await settle();
    expect(firstRow(rows())).toMatchObject({ status: "timed_out", lane: null });
    expect(await engine.run(request())).toMatchObject({ kind: "ended", run: { status: "completed" } });
  });

  it("of the platform hands the run back without spending an attempt while it gets somewhere", async () => {
    const script = scriptedJob(
      [
        (context) => {
          context.progress(5, 10);
          return step.hang()(context);
        },
        step.ok(),
      ],
      { timeoutSeconds: 600, maxAttempts: 1 },
    );
    const { engine, clock, rows } = memoryEngine([script.job], { times: { maxDurationMs: 60_000 } });
    const answer = engine.run(request());
    await clock.advance(45_000);
    expect(await answer).toMatchObject({ kind: "waiting", status: "retrying", reason: "deadline" });
    expect(firstRow(rows())).toMatchObject({ attempts: 0, continuations: 1 });
    await (await engine.sweep()).done;
    expect(firstRow(rows())).toMatchObject({ status: "completed", attempts: 1 });
  });

  it("of the platform ends a run that gets nowhere and has no attempts left", async () => {
    const script = scriptedJob([step.hang()], { timeoutSeconds: 600, maxAttempts: 1 });
    const { engine, clock } = memoryEngine([script.job], { times: { maxDurationMs: 60_000 } });
    const answer = engine.run(request());
    await clock.advance(45_000);
    expect(await answer).toMatchObject({ run: { status: "timed_out" } });
  });
});

describe("state", () => {
  it("is saved at once, kept by a failed attempt and given to the next", async () => {
    const seen: unknown[] = [];
    const script = scriptedJob([
      async (context) => {
        seen.push(await context.state.get());
        await context.state.save({ cursor: 7 });
        throw new Error("after the save");
      },
      async (context) => {
        seen.push(await context.state.get());
        return ok;
      },
    ]);
    const { engine, clock } = memoryEngine([script.job]);
    const answer = engine.run(request());
    await clock.advance(5_000);
    await answer;
    expect(seen).toEqual([
      { kind: "absent", epoch: 0 },
      { kind: "present", value: { cursor: 7 }, epoch: 0 },
    ]);
  });

  it("that a person changed during the run refuses the run's save", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const script = scriptedJob(
      [
        async (context) => {
          await context.state.get();
          await promise;
          await context.state.save({ cursor: 1 });
          return ok;
        },
      ],
      { maxAttempts: 1 },
    );
    const { engine } = memoryEngine([script.job]);
    const answer = engine.run(request());
    await settle();
    await engine.writeState({ job: "scripted", version: 0, value: { cursor: 50 }, actor: "ann@example.com" });
    resolve();
    expect(await answer).toMatchObject({ run: { status: "failed", error: { name: "StateConflictError" } } });
  });

  it("raises its epoch on a reset and a rewind, not on a step forward", async () => {
    const { engine } = memoryEngine([scriptedJob([step.ok()]).job]);
    const write = (version: number, value: unknown) =>
      engine.writeState({ job: "scripted", version, value, actor: "ann" });
    const epoch = async () => (await engine.readState("scripted")).stored.epoch;
    await write(0, { cursor: 5 });
    expect(await epoch()).toBe(0);
    await write(1, { cursor: 9 });
    expect(await epoch()).toBe(0);
    await write(2, { cursor: 3 });
    expect(await epoch()).toBe(1);
    await write(3, null);
    expect(await epoch()).toBe(2);
    await expect(write(4, { cursor: "x" })).rejects.toThrow("cursor");
    expect(await write(1, { cursor: 1 })).toMatchObject({ outcome: "conflict", version: 4 });
  });
});

describe("log lines", () => {
  it("are kept in order, cut at a limit that is told, and never written after the lease is gone", async () => {
    const script = scriptedJob([
      (context) => {
        for (let i = 0; i < 12_000; i += 1) context.log.info(`line ${i}`);
        return ok;
      },
    ]);
    const { engine, rows } = memoryEngine([script.job]);
    await engine.run(request());
    const { lines } = firstRow(rows());
    expect(lines).toHaveLength(10_001);
    expect(lines[9_999]?.message).toBe("line 9999");
    expect(lines[10_000]).toMatchObject({ level: "warn", message: "More than 10000 lines: the rest is not kept" });
  });
});
