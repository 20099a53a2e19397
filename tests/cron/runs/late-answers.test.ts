import { describe, expect, it } from "vitest";
import type { RunStore } from "../../../lib/cron/ports/runs.ts";
import { FakeClock, settle } from "../../support/fake-clock.ts";
import { forwarding } from "../../support/forwarding.ts";
import { memoryEngine, request, StoreAwayError } from "../../support/memory-engine.ts";
import { createMemoryStores } from "../../support/memory-store/index.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";

/** The store, with one method that does its work and then waits before it answers. */
function answeringLate(method: "admit" | "claim") {
  let answer = () => {};
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const wrap = (runs: RunStore): RunStore =>
    new Proxy(runs, {
      get(target, name) {
        const value: unknown = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        const call = value.bind(target);
        if (name !== method) return call;
        return async (...args: unknown[]) => {
          const result = await call(...args);
          await held;
          return result;
        };
      },
    });
  return { wrap, answer };
}

describe("an admission whose answer comes late", () => {
  it("does not begin a run that another process took up meanwhile", async () => {
    const clock = new FakeClock();
    const stores = createMemoryStores(clock);
    const script = scriptedJob([step.hang()]);
    const { wrap, answer } = answeringLate("admit");
    const late = memoryEngine([script.job], { clock, stores, wrap });
    const other = memoryEngine([scriptedJob([step.hang()]).job], { clock, stores });
    const begun = late.engine.run(request());
    await clock.advance(20_001);
    expect(await other.engine.sweep()).toMatchObject({ rescued: 1, claimed: 1 });
    answer();
    expect(await begun).toMatchObject({ kind: "lost" });
    expect(script.calls).toHaveLength(0);
  });

  it("begins the run when nobody else did, with its lease renewed first", async () => {
    const script = scriptedJob([step.hang()]);
    const { wrap, answer } = answeringLate("admit");
    const { engine, clock, rows } = memoryEngine([script.job], { wrap });
    void engine.run(request());
    await clock.advance(15_000);
    answer();
    await settle();
    expect(script.calls).toHaveLength(1);
    expect(rows()[0]).toMatchObject({ status: "started", leaseExpiresAt: new Date(clock.now().getTime() + 20_000) });
  });
});

describe("fault A1: several admissions whose answers come late", () => {
  /** Answers of `admit` leave one by one once `open` is called, beats take `beatMs`, and rescues go through. */
  function slowStore(clock: FakeClock, { apartMs, beatMs }: { apartMs: number; beatMs: number }) {
    let open = () => {};
    const held = new Promise<void>((resolve) => {
      open = resolve;
    });
    let answered = 0;
    const wrap = (runs: RunStore): RunStore =>
      forwarding(runs, {
        admit: async (r) => {
          const answer = await runs.admit(r);
          await held;
          await clock.sleep(apartMs * answered++);
          return answer;
        },
        beat: async (beats) => {
          await clock.sleep(beatMs);
          return runs.beat(beats);
        },
      });
    return { wrap, open };
  }

  const fiveJobs = (steps: () => ReturnType<typeof step.ok>) =>
    Array.from({ length: 5 }, (_, n) => {
      const script = scriptedJob([steps()]);
      return { ...script, job: { ...script.job, name: `scripted-${n}` } };
    });

  it("all begin: the confirmation of one says nothing about those whose own is still out", async () => {
    const clock = new FakeClock();
    const scripts = fiveJobs(step.ok);
    const { wrap, open } = slowStore(clock, { apartMs: 3, beatMs: 5 });
    const { engine, rows } = memoryEngine(
      scripts.map(({ job }) => job),
      { clock, wrap },
    );
    const answers = scripts.map(({ job }) => engine.run(request({ job: job.name })));
    await clock.advance(18_000);
    open();
    await clock.advance(1_000);
    expect((await Promise.all(answers)).map(({ kind }) => kind)).toEqual(Array(5).fill("ended"));
    expect(rows().map(({ status }) => status)).toEqual(Array(5).fill("completed"));
    expect(scripts.map(({ calls }) => calls.length)).toEqual(Array(5).fill(1));
  });

  it("a run whose confirmation fails is asked about again, and begins when the store says it is ours", async () => {
    const clock = new FakeClock();
    const { job, calls } = scriptedJob([step.ok()]);
    const { wrap, answer } = answeringLate("admit");
    let away = true;
    const { engine } = memoryEngine([job], {
      clock,
      wrap: (runs) => {
        const late = wrap(runs);
        return forwarding(late, {
          beat: (beats) => (away ? Promise.reject(new StoreAwayError()) : late.beat(beats)),
        });
      },
    });
    const ran = engine.run(request());
    await clock.advance(18_000);
    answer();
    await clock.advance(10_000);
    expect(calls).toHaveLength(0);
    away = false;
    await clock.advance(1_000);
    expect(await ran).toMatchObject({ kind: "ended", run: { status: "completed" } });
  });

  it("a store that stood still rescues nobody with what was sent to it meanwhile: who holds a run says so first", async () => {
    const clock = new FakeClock();
    const { job, calls } = scriptedJob([step.ok()]);
    const { wrap, answer } = answeringLate("admit");
    let goesOn = () => {};
    const still = new Promise<void>((resolve) => {
      goesOn = resolve;
    });
    const { engine, rows } = memoryEngine([job], {
      clock,
      wrap: (runs) => {
        const late = wrap(runs);
        return forwarding(late, {
          rescue: async (limit) => {
            if (clock.monotonicMs() > 0) await still; // executed only when the store goes on
            return late.rescue(limit);
          },
        });
      },
    });
    engine.start();
    const ran = engine.run(request());
    await clock.advance(21_000);
    goesOn();
    await settle();
    answer();
    await clock.advance(100);
    expect(await ran).toMatchObject({ kind: "ended", run: { status: "completed", attempts: 1 } });
    expect([calls.length, rows()[0]?.interruptions]).toEqual([1, 0]);
  });
});

describe("a drain that begins while a run is on its way", () => {
  it.each(["admit", "claim"] as const)("hands back what %s brings, and does not call its handler", async (method) => {
    const clock = new FakeClock();
    const stores = createMemoryStores(clock);
    const script = scriptedJob([step.ok()]);
    const { wrap, answer } = answeringLate(method);
    const { engine, rows } = memoryEngine([script.job], { clock, stores, wrap });
    if (method === "claim") {
      const gone = memoryEngine([scriptedJob([step.hang()]).job], { clock, stores });
      void gone.engine.run(request());
      await settle();
      await gone.engine.drain(1_000);
    }
    const arriving = method === "admit" ? engine.run(request()) : engine.sweep();
    await settle();
    const drained = engine.drain(8_000);
    answer();
    expect(await drained).toEqual({ stopped: 1, abandoned: 0 });
    await arriving;
    expect(rows()[0]).toMatchObject({ status: "retrying", attempts: 0, reason: "shutdown" });
    expect(script.calls).toHaveLength(0);
  });
});
