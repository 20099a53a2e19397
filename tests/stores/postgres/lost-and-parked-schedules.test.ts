import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cron, every } from "../../../lib/cron/time/expressions.ts";
import { checkSchedules } from "../../../lib/dashboard/health/check-schedules.ts";
import { createDb, type Db } from "../../../lib/db.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";
import { openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";
import { dispatcherOn, insertSchedule, ledger, steppedClock } from "../support/schedules.ts";

const START = new Date("2026-11-21T09:00:30Z");
const job = { ...scriptedJob([step.ok()], { name: "by-minute" }).job, schedule: cron("* * * * *") };
const steady = { ...scriptedJob([step.ok()], { name: "steady" }).job, schedule: every(60) };
const MINUTE_MS = 60_000;

let stores: TestStores;
let db: Db;
beforeAll(async () => {
  stores = await openTestStores();
  db = createDb(stores.openPool(2));
  await stopClock(stores, START.toISOString());
});
afterAll(async () => {
  await db.$disconnect();
  await stores.close();
});
beforeEach(async () => {
  await stores.clear();
  await stores.pool.query("delete from cron_schedules");
});

const setClock = (at: Date) => stores.pool.query("update test_clock set at = $1", [at]);

/** One process's dispatcher, whose monotonic clock and the database's move together. */
async function processAt(at: Date) {
  const clock = steppedClock(at);
  const events: string[] = [];
  const dispatcher = dispatcherOn(stores, [job, steady], {
    clock,
    onEvent: ({ type }) => events.push(type),
  });
  async function dispatchAt(later: Date): Promise<void> {
    clock.set(later);
    await setClock(later);
    await dispatcher.dispatch();
  }
  await dispatchAt(at);
  return { dispatcher, dispatchAt, events };
}
const minutesOn = (minutes: number) => new Date(START.getTime() + minutes * MINUTE_MS);
const slotsOf = async (id: string) => {
  const rows = await ledger(stores.pool, id);
  return rows.reduce((sum, { count }) => sum + count, 0);
};
const doctor = async () => await checkSchedules(ENGLISH, { db, jobs: [job, steady], clock: { now: () => START } });
const evidence = async () => (await doctor()).map(({ severity, evidence }) => `${severity}: ${evidence}`).join("\n");

describe("fault A5: a schedule's row is lost", () => {
  it("is back within a minute, and every slot of the gap has its ending", async () => {
    const { dispatchAt, events } = await processAt(START);
    await dispatchAt(minutesOn(1));
    await dispatchAt(minutesOn(2));
    await stores.pool.query("delete from cron_schedules");
    expect(await evidence()).toContain(
      "error: the schedule job:by-minute, which the code declares, has no row any more",
    );
    await dispatchAt(minutesOn(6));
    expect(await slotsOf("job:by-minute")).toBe(6);
    expect(events).toContain("schedules_restored");
    expect(await evidence()).toContain("ok: every schedule");
    await dispatchAt(minutesOn(7));
    expect(await slotsOf("job:by-minute")).toBe(7);
  });

  it("keeps an interval's grid", async () => {
    const { dispatchAt } = await processAt(START);
    await dispatchAt(minutesOn(2));
    await stores.pool.query("truncate cron_schedules");
    await dispatchAt(new Date(minutesOn(5).getTime() + 20_000));
    const slots = (await ledger(stores.pool, "job:steady")).map(({ slot }) => slot.getUTCSeconds());
    expect(new Set(slots)).toEqual(new Set([30]));
    expect(await slotsOf("job:steady")).toBe(5);
  });

  it("goes on at the first slot without an ending also where nobody had seen the row before", async () => {
    const first = await processAt(START);
    await first.dispatchAt(minutesOn(2));
    await stores.pool.query("delete from cron_schedules");
    await processAt(minutesOn(4));
    expect(await slotsOf("job:by-minute")).toBe(4);
  });

  it("accounts for a slot that came before the row was lost and had no ending, although there is no history yet", async () => {
    const { dispatchAt } = await processAt(START);
    await stores.pool.query("delete from cron_schedules");
    await dispatchAt(minutesOn(3));
    expect(await slotsOf("job:by-minute")).toBe(3);
  });

  it("begins from now on where it is new: no slot before a schedule existed counts", async () => {
    const { events } = await processAt(START);
    expect(await slotsOf("job:by-minute")).toBe(0);
    expect(events).not.toContain("schedules_restored");
  });

  it("is also noticed when the row only lost its next slot", async () => {
    const { dispatchAt } = await processAt(START);
    await stores.pool.query(
      "update cron_schedules set next_slot = null, next_run_at = null where id = 'job:by-minute'",
    );
    expect(await evidence()).toContain("error: the schedule job:by-minute, which the code declares, has no next slot");
    await dispatchAt(minutesOn(1));
    await dispatchAt(minutesOn(2));
    expect(await slotsOf("job:by-minute")).toBe(1);
  });
});

describe("fault A4: a schedule that cannot be planned", () => {
  const zoned = { id: "mars", jobName: "by-minute", expression: "0 * * * *", timezone: "UTC" };
  const strand = async () => {
    await insertSchedule(stores.pool, zoned, START);
    await stores.pool.query("update cron_schedules set timezone = 'Mars/Olympus' where id = 'mars'");
  };
  const parked = async () =>
    (await stores.rows("select parked_reason, parked_at, next_run_at from cron_schedules where id = 'mars'"))[0];

  it("is parked with its reason, and all others move", async () => {
    await strand();
    const { dispatchAt, events } = await processAt(START);
    await dispatchAt(minutesOn(60));
    expect(await slotsOf("job:by-minute")).toBe(60);
    expect(await slotsOf("mars")).toBe(0);
    expect(await parked()).toMatchObject({
      parked_reason: expect.stringContaining("Mars/Olympus"),
      parked_at: minutesOn(60),
      next_run_at: minutesOn(61),
    });
    expect(events).toContain("schedule_parked");
    expect(await evidence()).toMatch(/error: the schedule mars cannot be planned since .*Mars\/Olympus/);
  });

  it("goes on with all slots that waited once it can be planned again", async () => {
    await strand();
    const { dispatchAt } = await processAt(START);
    await dispatchAt(minutesOn(60));
    await stores.pool.query("update cron_schedules set timezone = 'Asia/Seoul' where id = 'mars'");
    await dispatchAt(minutesOn(121));
    expect(await slotsOf("mars")).toBe(2);
    expect(await parked()).toMatchObject({ parked_reason: null, parked_at: null });
  });

  it("is not in the way of settling its slots before a change", async () => {
    await strand();
    const { dispatchAt, dispatcher } = await processAt(START);
    await setClock(minutesOn(61));
    await expect(dispatcher.settle(["mars"])).resolves.toBeUndefined();
    expect(await parked()).toMatchObject({ parked_reason: expect.stringContaining("Mars/Olympus") });
    await dispatchAt(minutesOn(62));
  });

  it("is parked as well when the database refuses what was planned for it", async () => {
    await insertSchedule(stores.pool, { ...zoned, params: { size: 1 } }, START);
    await stores.pool.query(`alter table cron_job_logs add constraint test_refuses check (schedule_id <> 'mars')`);
    const { dispatchAt } = await processAt(START);
    await dispatchAt(minutesOn(60));
    await stores.pool.query(`alter table cron_job_logs drop constraint test_refuses`);
    expect(await slotsOf("job:by-minute")).toBe(60);
    expect(await parked()).toMatchObject({ parked_reason: expect.stringContaining("test_refuses") });
  });
});
