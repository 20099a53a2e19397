import { describe, expect, it } from "vitest";
import { FakeClock, settle } from "../../support/fake-clock.ts";
import { forwarding } from "../../support/forwarding.ts";
import { memoryEngine, StoreAwayError } from "../../support/memory-engine.ts";
import { createMemoryStores } from "../../support/memory-store/index.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";

/** A started engine whose sweeps are answered by the test. */
function sweepingEngine(answer: () => Promise<void>) {
  const clock = new FakeClock();
  const stores = createMemoryStores(clock);
  const sweptAtMs: number[] = [];
  const made = memoryEngine([scriptedJob([step.ok()]).job], {
    clock,
    stores,
    wrap: (runs) =>
      forwarding(runs, {
        rescue: async (limit) => {
          // Each sweep sends an empty one first.
          if (limit === 0) sweptAtMs.push(clock.monotonicMs());
          await answer();
          return runs.rescue(limit);
        },
      }),
  });
  made.engine.start();
  return { ...made, clock, sweptAtMs };
}

describe("the sweep of a started engine", () => {
  it("is tried again soon while the store is away, never later than usual, and then keeps its rhythm", async () => {
    let isAway = true;
    const answer = () => (isAway ? Promise.reject(new StoreAwayError()) : Promise.resolve());
    const { engine, clock, events, sweptAtMs } = sweepingEngine(answer);
    await clock.advance(30_000);
    const pauses = sweptAtMs.slice(1).map((atMs, index) => atMs - (sweptAtMs[index] ?? 0));
    expect(pauses.slice(0, 4)).toEqual([188, 375, 750, 1_500]);
    expect(Math.max(...pauses)).toBeLessThan(5_000);
    expect(events.filter(({ type }) => type === "store_failed")).toHaveLength(sweptAtMs.length);
    isAway = false;
    await clock.advance(5_000);
    const healthy = sweptAtMs.length;
    await clock.advance(15_000);
    expect(sweptAtMs.length - healthy).toBe(3);
    await engine.drain(0);
  });

  it("is waited for by the drain when it is under way, and takes no turn after it", async () => {
    const answered = Promise.withResolvers<void>();
    const { engine, clock, sweptAtMs } = sweepingEngine(() => answered.promise);
    await settle();
    let isDrained = false;
    const drained = engine.drain(60_000).then((counts) => {
      isDrained = true;
      return counts;
    });
    await clock.advance(100);
    expect(isDrained).toBe(false);
    answered.resolve();
    expect(await drained).toEqual({ stopped: 0, abandoned: 0 });
    await clock.advance(60_000);
    expect(sweptAtMs).toEqual([0]);
  });

  it("holds a drain up for half a second at most when the store does not answer it", async () => {
    const { engine, clock } = sweepingEngine(() => new Promise(() => undefined));
    await settle();
    const drained = engine.drain(60_000);
    await clock.advance(500);
    expect(await drained).toEqual({ stopped: 0, abandoned: 0 });
  });
});
