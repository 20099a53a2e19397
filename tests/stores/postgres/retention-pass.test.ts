import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { Retention } from "../../../lib/cron/engine/retention.ts";
import type { History } from "../../../lib/cron/ports/history.ts";
import type { Clock } from "../../../lib/cron/words/clock.ts";
import { createDb, type Db } from "../../../lib/db.ts";
import { createHistory } from "../../../lib/stores/postgres/history.ts";
import { insertRuns } from "../../dashboard/run-rows.ts";
import { FakeClock } from "../../support/fake-clock.ts";
import { advanceClock, openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";

const HOUR_MS = 3_600_000;
const OLD = { status: "completed", startedAt: "2020-01-01T00:00:00Z" } as const;
/** The pause between two batches. */
const PAUSE_MS = 100;

let stores: TestStores;
let db: Db;
beforeAll(async () => {
  stores = await openTestStores();
  db = createDb(stores.openPool(2));
  await stopClock(stores, "2026-11-21T09:00:00Z");
});
afterAll(async () => {
  await db.$disconnect();
  await stores.close();
});

let failures: unknown[];
let nowMs: number;
beforeEach(async () => {
  failures = [];
  nowMs = 0;
  await stores.clear();
  await stores.pool.query("delete from cron_retention_pass");
});

/** Time moves by the pauses only. */
const clock: Pick<Clock, "monotonicMs" | "sleep"> = {
  monotonicMs: () => nowMs,
  sleep: async (ms) => {
    nowMs += ms;
  },
};
const process = (worker: string, history: History = createHistory(stores.pool)) =>
  new Retention({ history, clock, random: () => 0, worker, onFailure: (error) => failures.push(error) });
const later = async (ms: number) => {
  nowMs += ms;
  await advanceClock(stores, ms);
};
const passes = () => stores.rows("select began_by, runs, log_lines, finished, ended_at from cron_retention_pass");
const runsLeft = () => db.cronJobLog.count();

it("is applied by one of many processes within an hour, and by one again after it", async () => {
  const processes = ["a", "b", "c", "d"].map((worker) => process(worker));
  const turns = async () => (await Promise.all(processes.map((one) => one.applyIfDue()))).filter((pass) => pass);
  await insertRuns(db, [OLD, OLD]);
  expect(await turns()).toEqual([{ runs: 2, logLines: 0, finished: true }]);
  await later(HOUR_MS / 2);
  expect(await turns()).toEqual([]);
  await later(HOUR_MS / 2);
  expect(await turns()).toEqual([{ runs: 0, logLines: 0, finished: true }]);
  expect(failures).toEqual([]);
});

it("deletes a large backlog over several passes, each no longer than its time box", async () => {
  const one = process("a");
  await insertRuns(db, new Array(10).fill(OLD));
  const limits = { batch: 2, boxMs: 2 * PAUSE_MS };
  expect(await one.applyIfDue(limits)).toEqual({ runs: 4, logLines: 0, finished: false });
  expect(await one.applyIfDue(limits)).toBeNull();
  expect(await passes()).toMatchObject([{ began_by: "a", runs: 4, finished: false }]);
  await later(HOUR_MS);
  expect(await one.applyIfDue(limits)).toEqual({ runs: 4, logLines: 0, finished: false });
  await later(HOUR_MS);
  expect(await one.applyIfDue(limits)).toEqual({ runs: 2, logLines: 0, finished: true });
  expect(await passes()).toMatchObject([{ runs: 2, finished: true, ended_at: expect.any(Date) }]);
  expect(await runsLeft()).toBe(0);
});

it("is applied at once for whoever says so, and tells of it too", async () => {
  await process("a").applyIfDue();
  await insertRuns(db, [OLD]);
  expect(await process("cli").apply("cli:ada")).toEqual({ runs: 1, logLines: 0, finished: true });
  expect(await passes()).toMatchObject([{ began_by: "cli:ada", runs: 1 }]);
});

it("begins no batch once it is stopped, and writes down what it has deleted", async () => {
  const history = createHistory(stores.pool);
  const begun = Promise.withResolvers<void>();
  const deleteOld = (batch: number) => {
    begun.resolve();
    return history.deleteOld(batch);
  };
  const one = process("a", { ...history, deleteOld });
  await insertRuns(db, new Array(4).fill(OLD));
  const pass = one.applyIfDue({ batch: 2 });
  await begun.promise;
  await one.stop();
  expect(await pass).toEqual({ runs: 2, logLines: 0, finished: false });
  expect(await passes()).toMatchObject([{ runs: 2, finished: false }]);
  await later(HOUR_MS);
  expect(await one.applyIfDue()).toBeNull();
});

it("never rejects: a failure is told, what was deleted before it is kept, and the next hour tries again", async () => {
  const history = createHistory(stores.pool);
  let calls = 0;
  const deleteOld = (batch: number) => (++calls === 2 ? Promise.reject(new Error("away")) : history.deleteOld(batch));
  const one = process("a", { ...history, deleteOld });
  await insertRuns(db, new Array(4).fill(OLD));
  expect(await one.applyIfDue({ batch: 2 })).toBeNull();
  expect(failures).toEqual([new Error("away")]);
  expect(await passes()).toMatchObject([{ runs: 2, finished: false }]);
  await later(HOUR_MS);
  expect(await one.applyIfDue()).toMatchObject({ runs: 2, finished: true });
});

it("looks again soon when the database was away, and every five minutes when it was not", async () => {
  const fake = new FakeClock();
  const looks: number[] = [];
  const beginPass = async () => {
    looks.push(fake.monotonicMs());
    if (looks.length <= 3) throw new Error("away");
    return false;
  };
  const onFailure = (error: unknown) => void failures.push(error);
  const history = { ...createHistory(stores.pool), beginPass };
  const one = new Retention({ history, clock: fake, random: () => 0, worker: "a", onFailure });
  one.start();
  await fake.advance(302_000);
  await one.stop();
  expect(looks).toEqual([0, 250, 750, 1_750, 301_750]);
  expect(failures).toHaveLength(3);
});
