import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { scriptedJob, step } from "../../support/scripted-job.ts";
import { openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";
import { dispatcherOn, insertSchedule, ledger } from "../support/schedules.ts";

const at = (time: string) => new Date(`2026-11-21T${time}Z`);
const minutely = scriptedJob([step.ok()], { name: "minutely" }).job;

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
  await stopClock(stores, at("09:58:30").toISOString());
});
afterAll(() => stores.close());

const setClock = (time: string) => stores.pool.query("update test_clock set at = $1", [at(time)]);

/** What became of the slots from 9:59 on, all looked at at once, and how many each row stands for. */
async function slotsAt(time: string): Promise<string[]> {
  await setClock(time);
  await dispatcherOn(stores, [minutely]).settle(["s"]);
  const rows = await ledger(stores.pool, "s");
  return rows.map(({ slot, count, status }) => `${slot.toISOString().slice(11, 16)} ${status} ${count}`);
}

const HOLDERS = [
  ["the schedule", "update cron_schedules set (paused_at, paused_until) = ($1::timestamptz, $2::timestamptz)"],
  [
    "its job",
    `insert into cron_job_config (job_name, paused_at, paused_until) values ('minutely', $1, $2)
     on conflict (job_name) do update set (paused_at, paused_until) = row (excluded.paused_at, excluded.paused_until)`,
  ],
  ["everything", "update cron_scheduler_state set (paused_at, paused_until) = ($1::timestamptz, $2::timestamptz)"],
] as const;

/** At an instant a pause takes the place of what was before; null: there is none any more. */
type Change = [at: string, until: string | null] | [at: string, gone: "resumed"];

async function startWith(sql: string, changes: readonly Change[]): Promise<void> {
  await stores.clear();
  await stores.pool.query("delete from cron_schedules");
  await stores.pool.query("update cron_scheduler_state set paused_at = null, paused_until = null");
  await stores.pool.query("update cron_scheduler_state set earlier_pauses = null");
  await setClock("09:58:30");
  const schedule = { id: "s", jobName: "minutely", expression: "* * * * *", misfire: "run-all" } as const;
  await insertSchedule(stores.pool, schedule, at("09:58:30"));
  for (const [time, until] of changes) {
    await setClock(time);
    const values = until === "resumed" ? [null, null] : [at(time), until === null ? null : at(until)];
    await stores.pool.query(sql, values);
  }
}

describe.each(HOLDERS)("fault A6: a slot of a pause of %s", (_, sql) => {
  it("stays paused when another pause took its place before anybody looked", async () => {
    await startWith(sql, [
      ["09:59:30", "10:01:30"],
      ["10:02:30", "10:03:30"],
      ["10:04:30", "10:05:30"],
    ]);
    expect(await slotsAt("10:06:30")).toEqual([
      "09:59 queued 1",
      "10:00 skipped 2",
      "10:02 queued 1",
      "10:03 skipped 1",
      "10:04 queued 1",
      "10:05 skipped 1",
      "10:06 queued 1",
    ]);
  });

  it("stays paused when the pause was ended before its time, and those after that run", async () => {
    await startWith(sql, [
      ["09:59:30", null],
      ["10:01:30", "resumed"],
    ]);
    expect(await slotsAt("10:03:30")).toEqual([
      "09:59 queued 1",
      "10:00 skipped 2",
      "10:02 queued 1",
      "10:03 queued 1",
    ]);
  });

  it("is held back when it is delivered later, too", async () => {
    await startWith(sql, [
      ["09:59:30", "10:00:30"],
      ["10:01:10", "10:01:20"],
    ]);
    await setClock("10:01:40");
    const ask = (previous: string, next: string) =>
      stores.schedules.heldBack({ scheduleId: "s", previous: at(previous), next: at(next) });
    expect(await ask("10:00:00", "11:00:00")).toBe("paused");
    expect(await ask("10:01:00", "11:00:00")).toBeNull();
  });

  it("is one of the latest 20 that are kept", async () => {
    const pauses = Array.from({ length: 30 }, (_each, index): Change => {
      const minute = String(index).padStart(2, "0");
      return [`10:${minute}:30`, `10:${minute}:40`];
    });
    await startWith(sql, pauses);
    const [kept] = await stores.rows<{ count: number }>(
      `select count(*)::integer from cron_ended_pauses_v1('s', 'minutely', $1)`,
      [at("10:50:00")],
    );
    expect(kept?.count).toBe(21);
  });
});
