import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { MisfirePolicy } from "../../../lib/cron/words/vocabulary.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";
import { openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";
import { admission } from "../support/requests.ts";
import { dispatcherOn, insertSchedule, ledger } from "../support/schedules.ts";

const HOUR = 3_600_000;
const START = new Date("2026-11-21T09:00:30Z");
const job = scriptedJob([step.ok()], { name: "hourly" }).job;
const keyed = scriptedJob([step.ok()], { name: "keyed", concurrencyKey: (params) => String(params.size) }).job;
const queueing = scriptedJob([step.ok()], { name: "queueing", overlap: "queue" }).job;

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
  await stopClock(stores, START.toISOString());
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.clear();
  await stores.pool.query("delete from cron_schedules; delete from cron_schedule_skips");
  // Anew, as the clock goes back between the tests: a pause that was later is none of theirs.
  await stores.pool.query("delete from cron_scheduler_state; insert into cron_scheduler_state (id) values (1)");
  await setClock(START);
});

const setClock = (at: Date) => stores.pool.query("update test_clock set at = $1", [at]);
const dispatcher = () => dispatcherOn(stores, [job, queueing, keyed]);
const hourly = (changes: object = {}) =>
  insertSchedule(stores.pool, { id: "s", jobName: "hourly", expression: "0 * * * *", ...changes }, START);
const endings = async (id = "s") =>
  (await ledger(stores.pool, id)).map((row) => `${row.status} ${row.reason ?? row.trigger} ${row.count}`);

async function dispatchAt(at: string | Date): Promise<number> {
  await setClock(new Date(at));
  return (await dispatcher().dispatch()).runs;
}

describe("a slot that falls due", () => {
  it("becomes one waiting run, and the schedule moves on", async () => {
    await hourly({ params: { size: 7 } });
    expect(await dispatchAt("2026-11-21T09:59:59Z")).toBe(0);
    expect(await dispatchAt("2026-11-21T10:00:00Z")).toBe(1);
    expect(await dispatchAt("2026-11-21T10:00:00Z")).toBe(0);
    const [row] = await stores.rows("select status, params, scheduled_for, job_name from cron_job_logs");
    expect(row).toMatchObject({
      status: "queued",
      job_name: "hourly",
      params: { size: 7 },
      scheduled_for: new Date("2026-11-21T10:00:00Z"),
    });
    const [schedule] = await stores.rows("select next_slot, last_slot from cron_schedules");
    expect(schedule).toEqual({
      next_slot: new Date("2026-11-21T11:00:00Z"),
      last_slot: new Date("2026-11-21T10:00:00Z"),
    });
  });

  it("has no second run when it was delivered from outside", async () => {
    await hourly();
    await setClock(new Date("2026-11-21T10:00:01Z"));
    const slot = { scheduleId: "s", previous: new Date("2026-11-21T10:00:00Z"), next: null };
    await stores.runs.admit(admission({ jobName: "hourly", lockKey: "hourly", slot }));
    expect(await dispatchAt("2026-11-21T10:00:02Z")).toBe(0);
    expect(await ledger(stores.pool, "s")).toHaveLength(1);
  });

  it("fault A2: under run-all and overlap skip each slot of a 72 s stop runs, oldest first", async () => {
    await insertSchedule(
      stores.pool,
      { id: "s", jobName: "hourly", kind: "interval", everySeconds: 10, misfire: "run-all" },
      START,
    );
    expect(await dispatchAt(new Date(START.getTime() + 72_000))).toBe(7);
    const waiting = await stores.rows<{ scheduled_for: Date }>(
      "select status, trigger, scheduled_for from cron_job_logs order by next_attempt_at",
    );
    expect(waiting.map(({ scheduled_for }) => (scheduled_for.getTime() - START.getTime()) / 1000)).toEqual([
      10, 20, 30, 40, 50, 60, 70,
    ]);
    expect(waiting).toEqual(Array(7).fill(expect.objectContaining({ status: "queued", trigger: "catch_up" })));
  });

  it("is refused by overlap skip while the key is held, and waits under queue", async () => {
    await hourly();
    await insertSchedule(stores.pool, { id: "q", jobName: "queueing", expression: "0 * * * *" }, START);
    await stores.runs.admit(admission({ jobName: "hourly", lockKey: "hourly" }));
    await stores.runs.admit(
      admission({ jobName: "queueing", lockKey: "queueing", overlap: "queue", leaseMs: 9 * HOUR }),
    );
    await stores.pool.query("update cron_job_logs set lease_expires_at = $1 where lane is not null", [
      new Date("2026-11-22T00:00:00Z"),
    ]);
    await dispatchAt("2026-11-21T10:00:00Z");
    await dispatchAt("2026-11-21T11:00:00Z");
    expect(await endings()).toEqual(["skipped already_running 1", "skipped already_running 1"]);
    expect(await endings("q")).toEqual(["queued waits_for_lock 1", "skipped already_running 1"]);
  });

  it("is settled without its delay before somebody changes the schedule; the delay holds for the next one", async () => {
    await hourly({ delaySeconds: 120 });
    expect(await dispatchAt("2026-11-21T10:00:30Z")).toBe(0);
    await dispatcher().settle(["s"]);
    await dispatcher().settle(["s"]);
    expect(await endings()).toEqual(["queued schedule 1"]);
    const [schedule] = await stores.rows("select next_slot, next_run_at from cron_schedules");
    expect(schedule).toEqual({
      next_slot: new Date("2026-11-21T11:00:00Z"),
      next_run_at: new Date("2026-11-21T11:02:00Z"),
    });
  });

  it("can be taken out by a person", async () => {
    await hourly();
    await stores.pool.query(
      "insert into cron_schedule_skips (schedule_id, slot, actor) values ('s', '2026-11-21T10:00:00Z', 'ann')",
    );
    await dispatchAt("2026-11-21T10:00:00Z");
    await dispatchAt("2026-11-21T11:00:00Z");
    expect(await endings()).toEqual(["skipped skipped_by_person 1", "queued schedule 1"]);
  });
});

describe("six hours' stop over an hourly job", () => {
  it.each<[MisfirePolicy, number | null, number]>([
    ["skip", null, 0],
    ["run-once", null, 1],
    ["run-all", null, 6],
    ["run-all", 2 * 3600, 2],
  ])(
    "%s with a lateness limit of %s s makes %i runs, and every slot has an ending",
    async (misfire, maxLatenessSeconds, runs) => {
      await hourly({ misfire, maxLatenessSeconds });
      expect(await dispatchAt("2026-11-21T15:20:00Z")).toBe(runs);
      const rows = await ledger(stores.pool, "s");
      expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(6);
      expect(rows.filter((row) => row.status === "queued")).toHaveLength(runs);
      expect(rows.at(-1)?.slot).toEqual(new Date("2026-11-21T15:00:00Z"));
    },
  );
});

describe("a 30-day gap of a minutely job", () => {
  it("makes one run and accounts for 43,200 slots, in the statistics too", async () => {
    await insertSchedule(stores.pool, { id: "s", jobName: "hourly", expression: "* * * * *" }, START);
    expect(await dispatchAt(new Date(START.getTime() + 30 * 24 * HOUR))).toBe(1);
    const rows = await ledger(stores.pool, "s");
    expect(rows.reduce((sum, row) => sum + row.count, 0)).toBe(43_200);
    expect(rows.length).toBeLessThan(125);
    const [counted] = await stores.rows("select sum(skipped)::int as n from cron_job_stats_hourly");
    expect(counted).toEqual({ n: 43_199 });
  });
});

describe("a job that nobody wants to run", () => {
  it.each([
    [
      "disabled",
      "insert into cron_job_config (job_name, enabled) values ('hourly', false)",
      "update cron_job_config set enabled = true",
    ],
    [
      "paused",
      "insert into cron_job_config (job_name, paused_at) values ('hourly', cron_now())",
      "update cron_job_config set paused_at = null",
    ],
    [
      "paused",
      "update cron_scheduler_state set paused_at = cron_now()",
      "update cron_scheduler_state set paused_at = null",
    ],
    ["paused", "update cron_schedules set paused_at = cron_now()", "update cron_schedules set paused_at = null"],
    ["disabled", "update cron_schedules set enabled = false", "update cron_schedules set enabled = true"],
  ])("%s: its slots grow one row, and it runs again afterwards (%s)", async (reason, stop, go) => {
    await hourly();
    await stores.pool.query(stop);
    for (const hour of [10, 11, 12]) await dispatchAt(`2026-11-21T${hour}:00:05Z`);
    await stores.pool.query(go);
    await dispatchAt("2026-11-21T13:00:05Z");
    expect(await endings()).toEqual([`skipped ${reason} 3`, "queued schedule 1"]);
  });

  it("paused until an instant runs again from then on by itself", async () => {
    await hourly();
    await stores.pool.query("update cron_schedules set paused_at = cron_now(), paused_until = '2026-11-21T10:30:00Z'");
    await dispatchAt("2026-11-21T10:00:05Z");
    await dispatchAt("2026-11-21T11:00:05Z");
    expect(await endings()).toEqual(["skipped paused 1", "queued schedule 1"]);
  });
});

describe("other kinds of schedules", () => {
  it("an interval keeps its grid, and a date runs once, also after a stop that spans it", async () => {
    await insertSchedule(
      stores.pool,
      { id: "i", jobName: "hourly", kind: "interval", everySeconds: 5400, overlap: "allow" },
      START,
    );
    await insertSchedule(
      stores.pool,
      { id: "d", jobName: "queueing", kind: "date", runAt: "2026-11-21T12:00:00.000Z" },
      START,
    );
    await dispatchAt("2026-11-21T10:30:35Z");
    await dispatchAt("2026-11-21T20:00:00Z");
    await dispatchAt("2026-11-22T20:00:00Z");
    const slots = (await ledger(stores.pool, "i"))
      .filter((row) => row.status === "queued")
      .map((row) => row.slot.toISOString());
    expect(slots[0]).toBe("2026-11-21T10:30:30.000Z");
    expect(await endings("d")).toEqual(["queued catch_up 1"]);
    const [row] = await stores.rows("select next_slot, next_run_at from cron_schedules where id = 'd'");
    expect(row).toEqual({ next_slot: null, next_run_at: null });
  });
});

describe("10,000 schedules due at once", () => {
  it("drain without losing one", async () => {
    await stores.pool.query(
      `insert into cron_schedules (id, job_name, name, origin, kind, expression, params, next_slot, next_run_at)
       select 's' || i, 'keyed', 's' || i, 'person', 'cron', '0 * * * *', jsonb_build_object('size', i), '2026-11-21T10:00:00Z', '2026-11-21T10:00:00Z' from generate_series(1, 10000) i`,
    );
    await setClock(new Date("2026-11-21T10:00:01Z"));
    const reports = await Promise.all([dispatcher().dispatch(), dispatcher().dispatch(), dispatcher().dispatch()]);
    for (let left = 1; left > 0; ) left = (await dispatcher().dispatch()).moved;
    expect(reports.every(({ moved }) => moved <= 10_000)).toBe(true);
    const [counted] = await stores.rows(
      "select count(*)::int as rows, count(distinct schedule_id)::int as schedules from cron_job_logs",
    );
    expect(counted).toEqual({ rows: 10_000, schedules: 10_000 });
  });
});

describe("the cost of what is not due", () => {
  it("is nothing: due schedules are found through their own index", async () => {
    await stores.pool.query(
      `insert into cron_schedules (id, job_name, name, origin, kind, expression, next_slot, next_run_at)
       select 's' || i, 'hourly', 's' || i, 'person', 'cron', '0 * * * *', '2099-01-01Z', case when i <= 10 then timestamptz '2026-11-21T09:00:00Z' else '2099-01-01Z' end
       from generate_series(1, 100000) i`,
    );
    await stores.pool.query("analyze cron_schedules");
    const plan = await stores.rows<{ "QUERY PLAN": string }>(
      "explain select s.id from cron_schedules s where s.next_run_at <= timestamptz '2026-11-21T10:00:00Z' and s.job_name = any('{hourly}') order by s.next_run_at, s.id limit 250",
    );
    expect(plan.map((row) => row["QUERY PLAN"]).join("\n")).toContain("idx_cron_schedules_due");
    const { rows } = await stores.schedules.due({ limit: 250, jobNames: ["hourly"] });
    expect(rows).toHaveLength(10);
  });
});
