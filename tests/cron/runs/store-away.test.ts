import { describe, expect, it } from "vitest";
import type { RunStore } from "../../../lib/cron/ports/runs.ts";
import { FakeClock, settle } from "../../support/fake-clock.ts";
import { forwarding } from "../../support/forwarding.ts";
import { firstRow, memoryEngine, request, StoreAwayError } from "../../support/memory-engine.ts";
import { createMemoryStores } from "../../support/memory-store/index.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";

describe("a database that is away at the finish", () => {
  const failing =
    (times: number, error: Error) =>
    (runs: RunStore): RunStore => {
      let left = times;
      return Object.assign(Object.create(runs) as RunStore, {
        finish: (r: Parameters<RunStore["finish"]>[0]) => (left-- > 0 ? Promise.reject(error) : runs.finish(r)),
      });
    };

  it("gets the outcome as soon as it answers, dated back to when it happened", async () => {
    const { engine, clock, rows } = memoryEngine([scriptedJob([step.ok()]).job], {
      wrap: failing(10, new StoreAwayError("away")),
    });
    const answer = engine.run(request());
    await clock.advance(10_000);
    expect(await answer).toMatchObject({ kind: "ended", run: { status: "completed" } });
    expect(firstRow(rows()).durationMs).toBe(0);
  });

  it("gets the ending without its payload when it refuses the payload", async () => {
    const { engine, rows } = memoryEngine([scriptedJob([step.ok()]).job], { wrap: failing(1, new Error("22P05")) });
    expect(await engine.run(request())).toMatchObject({ kind: "ended", run: { status: "completed" } });
    expect(firstRow(rows())).toMatchObject({ status: "completed", result: { truncated: true } });
  });
});

/** As many as held-run.ts sends at once. */
const LINES_OF_ONE_WRITE = 1_000;

describe("a beat that is under way when the handler ends", () => {
  /** The first beat waits until it is let go, and is then written, or fails. */
  function slowBeat() {
    const { promise: go, resolve: letGo, reject: fail } = Promise.withResolvers<void>();
    const wrap = (runs: RunStore): RunStore =>
      forwarding(runs, { beat: async (beats) => await go.then(() => runs.beat(beats)) });
    return { wrap, letGo, fail: () => fail(new StoreAwayError()) };
  }

  const twoLines = () => {
    const { promise, resolve: end } = Promise.withResolvers<void>();
    const script = scriptedJob([
      async ({ log }) => {
        log.info("before the beat");
        await promise;
        log.info("after the beat");
        return { processed: 1, failed: 0, skipped: 0, errors: [] };
      },
    ]);
    return { job: script.job, end };
  };

  it.each(["letGo", "fail"] as const)("comes before the ending: no line is lost (%s)", async (answer) => {
    const { job, end } = twoLines();
    const beat = slowBeat();
    const { engine, clock, rows } = memoryEngine([job], { wrap: beat.wrap });
    const run = engine.run(request());
    await clock.advance(1_000);
    end();
    await settle();
    beat[answer]();
    expect(await run).toMatchObject({ kind: "ended", run: { status: "completed" } });
    const messages = firstRow(rows()).lines.map(({ message }) => message);
    expect(messages).toEqual(["before the beat", "after the beat"]);
  });

  it("and one that begins while lines go ahead of the ending are both waited for", async () => {
    const gates: (() => void)[] = [];
    const wrap = (runs: RunStore): RunStore =>
      forwarding(runs, {
        beat: async (beats) => {
          await new Promise<void>((go) => gates.push(go));
          return await runs.beat(beats);
        },
      });
    const script = scriptedJob([
      async ({ log }) => {
        for (let line = 0; line < LINES_OF_ONE_WRITE + 1; line += 1) log.info(`line ${line}`);
        return { processed: 1, failed: 0, skipped: 0, errors: [] };
      },
    ]);
    const { engine, clock, rows } = memoryEngine([script.job], { wrap });
    const run = engine.run(request());
    await settle();
    await clock.advance(1_000);
    expect(gates).toHaveLength(2);
    gates[0]?.();
    await settle();
    gates[1]?.();
    expect(await run).toMatchObject({ kind: "ended", run: { status: "completed" } });
    expect(firstRow(rows()).lines).toHaveLength(LINES_OF_ONE_WRITE + 1);
  });

  it("is not waited for longer than two seconds", async () => {
    const { job, end } = twoLines();
    const { engine, clock } = memoryEngine([job], { wrap: slowBeat().wrap });
    const run = engine.run(request());
    await clock.advance(1_000);
    end();
    await clock.advance(2_000);
    expect(await run).toMatchObject({ kind: "ended", run: { status: "completed" } });
  });
});

describe("a store that is away in the middle of a run", () => {
  it("is asked again for a state save, which then counts once and costs no attempt", async () => {
    const clock = new FakeClock();
    const stores = createMemoryStores(clock);
    let away = true;
    const states = new Proxy(stores.states, {
      get(target, name) {
        if (name === "saveFenced" && away) return () => Promise.reject(new StoreAwayError());
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const script = scriptedJob([
      async (context) => {
        await context.state.save({ cursor: 1 });
        return { processed: 1, failed: 0, skipped: 0, errors: [] };
      },
    ]);
    const { engine } = memoryEngine([script.job], { clock, stores: { ...stores, states } });
    const answer = engine.run(request());
    await clock.advance(5_000);
    away = false;
    await clock.advance(500);
    expect(await answer).toMatchObject({ kind: "ended", run: { status: "completed", attempts: 1 } });
    expect(await stores.states.load({ jobName: "scripted", key: "" })).toMatchObject({ version: 1 });
  });

  it("gets the outcome before our own sweep takes the run for dead, however long it was away", async () => {
    const clock = new FakeClock();
    const isAway = () => clock.monotonicMs() < 24_900;
    const stores = createMemoryStores(clock);
    const orAway =
      <Args extends unknown[], Result>(call: (...args: Args) => Promise<Result>) =>
      (...args: Args) =>
        isAway() ? Promise.reject(new StoreAwayError()) : call(...args);
    const wrap = (runs: RunStore): RunStore =>
      forwarding(runs, {
        claim: orAway((r) => runs.claim(r)),
        beat: orAway((beats) => runs.beat(beats)),
        finish: orAway((r) => runs.finish(r)),
        rescue: orAway((limit) => runs.rescue(limit)),
      });
    const script = scriptedJob([step.ok()]);
    const { engine, rows } = memoryEngine([script.job], { clock, stores, wrap });
    engine.start();
    await clock.advance(100);
    const answer = engine.run(request());
    // The finish is tried at 24.6 s and 25.1 s; the sweep comes between them, at 25 s, and the lease was over at 20.1 s.
    await clock.advance(26_000);
    expect(await answer).toMatchObject({ kind: "ended", run: { status: "completed", attempts: 1 } });
    expect(rows()[0]).toMatchObject({ status: "completed", attempts: 1, attemptLog: [] });
    expect(script.calls).toHaveLength(1);
  });

  it("hears of the attempts that failed meanwhile before it hears of the end", async () => {
    let away = false;
    const wrap = (runs: RunStore): RunStore =>
      forwarding(runs, {
        beat: (beats) => (away ? Promise.reject(new StoreAwayError()) : runs.beat(beats)),
        finish: (r) => (away ? Promise.reject(new StoreAwayError()) : runs.finish(r)),
      });
    const script = scriptedJob([step.throws(new Error("first")), step.ok()]);
    const { engine, clock, rows } = memoryEngine([script.job], { wrap });
    const answer = engine.run(request());
    await settle();
    away = true;
    await clock.advance(5_100);
    expect(script.calls).toHaveLength(2);
    away = false;
    await clock.advance(500);
    expect(await answer).toMatchObject({ run: { status: "completed", attempts: 2 } });
    expect(rows()[0]).toMatchObject({ attempts: 2, attemptLog: [{ attempt: 1, outcome: "failed", error: "first" }] });
  });
});
