import { describe, expect, it } from "vitest";
import { Invocation } from "../../../lib/cron/runs/invocation.ts";
import { FakeClock, settle } from "../../support/fake-clock.ts";
import { memoryEngine, request } from "../../support/memory-engine.ts";
import { ok, scriptedJob, step } from "../../support/scripted-job.ts";

const NAMES = ["one", "two", "three", "four", "five"];
const times = { maxDurationMs: 300_000 };

/** Five jobs with a run of 200 s each and one that waits for it and hangs; all were asked for in one invocation. */
async function fiveSuccessors() {
  const clock = new FakeClock();
  const first = async () => {
    await clock.sleep(200_000);
    return ok;
  };
  const rules = { overlap: "queue", timeoutSeconds: 280 } as const;
  const scripts = NAMES.map((name) => scriptedJob([first, step.hang()], { name, ...rules }));
  const process = memoryEngine(
    scripts.map(({ job }) => job),
    { clock, times },
  );
  const invocation = process.engine.invoke();
  for (const job of [...NAMES, ...NAMES]) void process.engine.run(request({ job }), invocation);
  await settle();
  return { ...process, clock, invocation, scripts };
}

/** Whether it may end. */
async function isOver(invocation: Invocation): Promise<boolean> {
  let over = false;
  void invocation.settled().then(() => {
    over = true;
  });
  await settle();
  return over;
}

describe("fault A3: a platform invocation of 300 s in which five successors become due", () => {
  it("waits for them, and has handed each back before 290 s", async () => {
    const { clock, invocation, scripts, rows } = await fiveSuccessors();
    await clock.advance(250_000);
    expect(scripts.map(({ calls }) => calls.length)).toEqual([2, 2, 2, 2, 2]);
    expect(await isOver(invocation)).toBe(false);
    await clock.advance(39_000);
    expect(rows().map(({ status }) => status)).toEqual([
      ...NAMES.map(() => "completed"),
      ...NAMES.map(() => "retrying"),
    ]);
    expect(await isOver(invocation)).toBe(true);
  });

  it("tells each handler its end, not one of its own", async () => {
    const { clock, scripts } = await fiveSuccessors();
    const began = clock.now().getTime();
    await clock.advance(250_000);
    for (const { calls } of scripts) expect(calls[1]?.deadline.getTime()).toBe(began + 285_000);
  });

  it("begins none in its last seconds: another invocation takes them", async () => {
    const clock = new FakeClock();
    const first = async () => {
      await clock.sleep(281_000);
      return ok;
    };
    const script = scriptedJob([first, step.ok()], { overlap: "queue", timeoutSeconds: 284 });
    const { engine, rows } = memoryEngine([script.job], { clock, times });
    const invocation = engine.invoke();
    void engine.run(request(), invocation);
    void engine.run(request(), invocation);
    await clock.advance(290_000);
    expect(await isOver(invocation)).toBe(true);
    expect(rows().map(({ status }) => status)).toEqual(["completed", "queued"]);
    await (await engine.sweep()).done;
    expect(rows().map(({ status }) => status)).toEqual(["completed", "completed"]);
  });

  it("waits for what a sweep claimed, and for what that made room for", async () => {
    const clock = new FakeClock();
    const work = async () => {
      await clock.sleep(1_000);
      return ok;
    };
    const names = Array.from({ length: 12 }, (_, n) => `job-${n}`);
    const jobs = names.map((name) => scriptedJob([step.hang(), work], { name, timeoutSeconds: 280 }).job);
    const gone = memoryEngine(jobs, { clock });
    for (const job of names) void gone.engine.run(request({ job }));
    await settle();
    await gone.engine.drain(1_000);
    const { engine } = memoryEngine(jobs, { clock, stores: gone.stores, times });
    const { done } = await engine.sweep();
    await clock.advance(5_000);
    await done;
    expect(new Set(gone.rows().map(({ status }) => status))).toEqual(new Set(["completed"]));
  });
});

describe("an invocation", () => {
  const parts = (maxDurationMs: number | null) => {
    const clock = new FakeClock();
    return { clock, times: { leaseMs: 20_000, heartbeatMs: 5_000, sweepMs: 5_000, maxDurationMs } };
  };

  it("keeps 15 s for handing back, and counts down to its end", async () => {
    const both = parts(60_000);
    const invocation = Invocation.ofCall(both);
    expect(invocation).toMatchObject({ endsMs: 45_000, leftMs: 45_000, hasTime: true });
    await both.clock.advance(41_000);
    expect(invocation).toMatchObject({ leftMs: 4_000, hasTime: false });
  });

  it("has no end off the platform", () => {
    expect(Invocation.ofCall(parts(null))).toMatchObject({ endsMs: null, hasTime: true });
  });

  it("is not over while anything begun in it goes on, also what failed or followed", async () => {
    const invocation = Invocation.ofCall(parts(60_000));
    const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    invocation.begin(first.promise).catch(() => invocation.begin(second.promise));
    first.reject(new Error("no"));
    expect(await isOver(invocation)).toBe(false);
    second.resolve();
    expect(await isOver(invocation)).toBe(true);
  });

  it("of a process that stays holds nobody up", async () => {
    const invocation = Invocation.ofProcess(parts(null));
    void invocation.begin(new Promise(() => undefined));
    expect(await isOver(invocation)).toBe(true);
  });
});

describe("a process that was started", () => {
  it("has one invocation for everything", async () => {
    const { engine } = memoryEngine([scriptedJob([step.ok()]).job]);
    expect(engine.invoke()).not.toBe(engine.invoke());
    engine.start();
    expect(engine.invoke()).toBe(engine.invoke());
    await engine.drain(1_000);
  });
});
