import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { NonRetryableError, RetryableError } from "../../../lib/cron/words/errors.ts";
import { openTestStores, type TestStores } from "../../stores/support/postgres-stores.ts";
import { tally } from "../../stores/support/requests.ts";
import { fanOutJob, itemsOf, mostAtOnce } from "../../support/fan-out-job.ts";
import { request } from "../../support/memory-engine.ts";
import { postgresEngine } from "../../support/postgres-engine.ts";
import { until } from "../../support/until.ts";

type Started = ReturnType<typeof postgresEngine>;

let stores: TestStores;
const open: Started[] = [];
beforeAll(async () => {
  stores = await openTestStores({ connections: 20 });
});
afterAll(() => stores.close());
afterEach(async () => {
  await Promise.all(open.splice(0).map(({ engine }) => engine.drain(5_000)));
  await stores.clear();
});

type Rest = Parameters<typeof postgresEngine> extends [unknown, ...infer Others] ? Others : never;

/** A process that only does what it is asked to, as the command line's or a platform's. */
function create(...args: Rest): Started {
  const created = postgresEngine(stores, ...args);
  open.push(created);
  return created;
}

/** A process that stays. */
function start(...args: Rest): Started {
  const started = create(...args);
  started.engine.start();
  return started;
}

const statuses = async () =>
  tally((await stores.rows<{ status: string }>("select status from cron_run_tasks")).map(({ status }) => status));

/** Resolves with the tallied statuses once nothing waits or runs any more. */
const allEnded = () =>
  until("all tasks have ended", async () => {
    const counts = await statuses();
    return Object.keys(counts).some((status) => ["queued", "retrying", "started"].includes(status)) ? null : counts;
  });

/** The fence around work that a test ends by itself. */
function gate() {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, open: resolve };
}

describe("fan-out", () => {
  it("ends the run when all is enqueued, and works on the tasks in the same process", async () => {
    const held = gate();
    const { job, visits } = fanOutJob(itemsOf(3), {
      work: () => held.promise.then(() => "done"),
      changes: { concurrency: 3 },
    });
    const { engine } = start([job]);
    expect(await engine.run(request())).toMatchObject({ kind: "ended", run: { status: "completed" } });
    await until("all have begun", async () => (visits.length === 3 ? true : null));
    held.open();
    expect(await allEnded()).toEqual({ completed: 3 });
    expect(await stores.rows("select distinct result from cron_run_tasks")).toEqual([{ result: "done" }]);
  });

  it("adds nothing twice when the run is attempted again", async () => {
    const { job, visits, added } = fanOutJob(itemsOf(50), {
      changes: { concurrency: 10 },
      after: (attempt) => {
        if (attempt === 1) throw new Error("the first attempt fails after it enqueued");
      },
    });
    await start([job]).engine.run(request());
    expect(added).toEqual([50, 0]);
    await allEnded();
    expect(visits).toHaveLength(50);
  });

  it("refuses a task that the job does not declare, and items that do not fit, before anything is written", async () => {
    const stranger = fanOutJob([]).task;
    const misfit = fanOutJob([...itemsOf(1500), { id: "", key: "" }]);
    const undeclared = { ...misfit.job, name: "undeclared", tasks: [stranger] };
    const { engine } = start([misfit.job, undeclared]);
    const sentences = [
      ["scripted", "scripted/visit: item 1500 needs an id of 1 to 200 characters"],
      ["undeclared", "undeclared enqueued visit, which it does not declare"],
    ] as const;
    for (const [name, sentence] of sentences) {
      const answer = await engine.run(request({ job: name }));
      expect(answer).toMatchObject({ run: { status: "failed", attempts: 1 } });
      expect(answer.kind === "ended" && answer.run.message).toContain(sentence);
    }
    expect(await statuses()).toEqual({});
  });

  it("never works on more of a key than its concurrency, over three processes", async () => {
    const items = ["a", "b", "c"].flatMap((key) => itemsOf(60, key));
    const { job, visits } = fanOutJob(items, { work: () => sleep(5, null), changes: { concurrency: 2 } });
    const engines = [1, 2, 3].map(() => start([job], { taskSlots: 2 }));
    await engines[0]?.engine.run(request());
    expect(await allEnded()).toEqual({ completed: 180 });
    expect(visits).toHaveLength(180);
    for (const key of ["a", "b", "c"]) expect(mostAtOnce(visits, key)).toBeLessThanOrEqual(2);
    const workers = await stores.rows("select distinct worker from cron_run_tasks");
    expect(workers.length).toBeGreaterThan(1);
  });

  it("lets a key with few tasks through beside one with a thousand", async () => {
    const items = [...itemsOf(1_000, "many"), ...itemsOf(3, "few")];
    let begunBefore = 0;
    const { job, visits } = fanOutJob(items, {
      work: () => sleep(2, null),
      changes: { concurrency: 10 },
      after: () => {
        begunBefore = visits.length;
      },
    });
    const answer = await start([job]).engine.run(request());
    await until("the few are done", async () => (visits.filter(({ key }) => key === "few").length === 3 ? true : null));
    expect(visits.findLastIndex(({ key }) => key === "few") - begunBefore).toBeLessThan(30);
    await stores.tasks.cancel(answer.kind === "ended" ? answer.run.id : "");
    await allEnded();
  });

  it("holds a key back for as long as a Retry-After says, and no other key; no attempt is spent", async () => {
    let turnedAwayAtMs = 0;
    const { job, visits } = fanOutJob([...itemsOf(4, "slow"), ...itemsOf(4, "free")], {
      work: (_context, { key }) => {
        if (key === "free" || turnedAwayAtMs > 0) return null;
        turnedAwayAtMs = performance.now();
        throw new RetryableError("429", { retryAfterMs: 1_000 });
      },
    });
    const { engine } = start([job]);
    await engine.run(request());
    expect(await allEnded()).toEqual({ completed: 8 });
    const later = visits.filter(({ key, fromMs }) => key === "slow" && fromMs > turnedAwayAtMs);
    expect(later).toHaveLength(4);
    for (const { fromMs, attempt } of later) {
      expect(fromMs - turnedAwayAtMs).toBeGreaterThanOrEqual(950);
      expect(attempt).toBe(1);
    }
    const free = visits.filter(({ key }) => key === "free");
    expect(Math.max(...free.map(({ fromMs }) => fromMs))).toBeLessThan(Math.min(...later.map(({ fromMs }) => fromMs)));
  });

  it("attempts a failing task as often as it may, and a permanent failure once", async () => {
    const { job, visits } = fanOutJob([{ id: "flaky" }, { id: "hopeless" }], {
      work: (_context, { id }) => {
        throw id === "flaky" ? new Error("again") : new NonRetryableError("never");
      },
    });
    const { engine } = start([job]);
    await engine.run(request());
    expect(await allEnded()).toEqual({ failed: 2 });
    expect(tally(visits.map(({ id }) => id))).toEqual({ flaky: 3, hopeless: 1 });
    const errors = await stores.rows("select item_id, error ->> 'message' as message from cron_run_tasks order by 1");
    expect(errors).toEqual([
      { item_id: "flaky", message: "again" },
      { item_id: "hopeless", message: "never" },
    ]);
  });

  it("times a task out, and keeps its lane until it has stopped", async () => {
    const held = gate();
    const { job, visits } = fanOutJob(itemsOf(2), {
      work: (_context, { id }) => (id === "0" ? held.promise.then(() => null) : null),
      changes: { timeoutSeconds: 0.2, maxAttempts: 1 },
    });
    const { engine } = start([job]);
    await engine.run(request());
    await until("it is being stopped", async () =>
      (await stores.rows("select 1 from cron_run_tasks where abort_reason = 'timeout'")).length > 0 ? true : null,
    );
    expect(visits).toHaveLength(1);
    held.open();
    expect(await allEnded()).toEqual({ timed_out: 1, completed: 1 });
  });

  it("cancels what waits and stops what runs", async () => {
    const { job, visits } = fanOutJob(itemsOf(10), {
      work: ({ signal }) => sleep(60_000, null, { signal }),
      changes: { concurrency: 2 },
    });
    const { engine } = start([job]);
    const answer = await engine.run(request());
    await until("two have begun", async () => (visits.length === 2 ? true : null));
    const runId = answer.kind === "ended" ? answer.run.id : "";
    expect(await stores.tasks.cancel(runId)).toEqual({ cancelled: 8, stopping: 2 });
    expect(await allEnded()).toEqual({ cancelled: 10 });
    expect(visits).toHaveLength(2);
  });

  it("hands tasks back when the process shuts down, without an attempt; another one goes on", async () => {
    const held = gate();
    const { job, visits } = fanOutJob(itemsOf(2), {
      work: ({ signal }) => Promise.race([held.promise.then(() => null), sleep(60_000, null, { signal })]),
      changes: { concurrency: 2, maxAttempts: 1 },
    });
    const first = start([job]);
    await first.engine.run(request());
    await until("both have begun", async () => (visits.length === 2 ? true : null));
    expect(await first.engine.drain(5_000)).toEqual({ stopped: 2, abandoned: 0 });
    const rows = await stores.rows("select status, attempts, interruptions, lane from cron_run_tasks");
    expect(rows).toEqual(Array(2).fill({ status: "retrying", attempts: 0, interruptions: 1, lane: null }));
    held.open();
    await (await create([job]).engine.sweep()).done;
    expect(await statuses()).toEqual({ completed: 2 });
    expect(visits.map(({ attempt }) => attempt)).toEqual([1, 1, 1, 1]);
  });

  it("leaves tasks alone in a process that has no slots for them, and in one that comes and goes", async () => {
    const { job, visits } = fanOutJob(itemsOf(2));
    const { engine } = start([job], { taskSlots: 0 });
    await engine.run(request());
    await (await engine.sweep()).done;
    const passing = create([job]).engine;
    await passing.run(request());
    expect(visits).toEqual([]);
    await (await passing.sweep()).done;
    expect(await statuses()).toEqual({ completed: 4 });
  });

  it("works on a platform only while a sweep is waited for, and hands back what does not fit into the invocation", async () => {
    const { job, visits } = fanOutJob(itemsOf(3), {
      work: ({ signal }, { id }) => (id === "0" ? sleep(60_000, null, { signal }) : null),
      changes: { concurrency: 2 },
    });
    const times = { leaseMs: 3_000, heartbeatMs: 1_000, sweepMs: 200, maxDurationMs: 20_500 };
    const { engine } = create([job], { times });
    await (await engine.sweep()).done;
    await engine.run(request());
    expect(visits).toEqual([]);
    await (await engine.sweep()).done;
    expect(await statuses()).toEqual({ completed: 2, retrying: 1 });
    const rows = await stores.rows("select attempts, interruptions from cron_run_tasks where status = 'retrying'");
    expect(rows).toEqual([{ attempts: 0, interruptions: 1 }]);
  });
});
