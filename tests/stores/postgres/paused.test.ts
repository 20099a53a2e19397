import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AdmitRequest } from "../../../lib/cron/ports/runs.ts";
import { scriptedJob, step } from "../../support/scripted-job.ts";
import { openTestStores, stopClock, type TestStores } from "../support/postgres-stores.ts";
import { admission, newId } from "../support/requests.ts";
import { dispatcherOn, insertSchedule, ledger } from "../support/schedules.ts";

const PAUSED = { outcome: "skipped", reason: "paused" };
const STARTED = { outcome: "started" };

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.clear();
  await stores.pool.query("update cron_scheduler_state set paused_at = null, paused_until = null");
});

/** The statement for a lone admission and the one for a group each ask in their own words. */
describe.each([
  ["alone", 1],
  ["in a group", 3],
])("an admission %s", (_, size) => {
  async function admit(changes: Partial<AdmitRequest> = {}) {
    const others = Array.from({ length: size - 1 }, () => admission({ jobName: newId(), force: true }));
    const answers = await Promise.all([admission(changes), ...others].map((request) => stores.runs.admit(request)));
    expect(answers.slice(1)).toEqual(others.map(() => expect.objectContaining(STARTED)));
    return answers[0];
  }

  const pauseJob = (until: string) =>
    stores.pool.query(
      `insert into cron_job_config (job_name, paused_at, paused_until) values ($1, cron_now() - interval '1 h', ${until})`,
      [admission().jobName],
    );
  const pauseAll = (until: string) =>
    stores.pool.query(
      `update cron_scheduler_state set paused_at = cron_now() - interval '1 h', paused_until = ${until}`,
    );

  it.each([
    ["of a paused job", pauseJob],
    ["while everything is paused", pauseAll],
  ])("%s is refused until the pause ends, and forced through", async (_, pause) => {
    await pause("cron_now() + interval '1 h'");
    expect(await admit()).toMatchObject(PAUSED);
    expect(await admit({ force: true })).toMatchObject(STARTED);
  });

  it("is refused by a pause without an end", async () => {
    await pauseAll("null");
    expect(await admit()).toMatchObject(PAUSED);
  });

  it("begins when the pauses have ended", async () => {
    await pauseJob("cron_now() - interval '1 s'");
    await pauseAll("cron_now() - interval '1 s'");
    expect(await admit()).toMatchObject(STARTED);
  });
});

describe("fault A6: a slot that lay in a pause which ended by itself", () => {
  const hourly = scriptedJob([step.ok()], { name: "hourly" }).job;
  const [MADE, UNTIL, LOOKED] = ["09:59:00", "10:01:00", "10:02:00"].map((time) => new Date(`2026-11-21T${time}Z`)) as [
    Date,
    Date,
    Date,
  ];
  let timed: Awaited<ReturnType<typeof openTestStores>>;
  beforeAll(async () => {
    timed = await openTestStores();
    await stopClock(timed, MADE.toISOString());
  });
  afterAll(() => timed.close());
  const setClock = (at: Date) => timed.pool.query("update test_clock set at = $1", [at]);

  it.each([
    ["the schedule", "update cron_schedules set paused_at = $1, paused_until = $2"],
    ["its job", "insert into cron_job_config (job_name, paused_at, paused_until) values ('hourly', $1, $2)"],
    ["everything", "update cron_scheduler_state set paused_at = $1, paused_until = $2"],
  ])("is paused when it is looked at, delivered or settled later (%s)", async (_, pause) => {
    await timed.clear();
    await timed.pool.query("delete from cron_schedules");
    await setClock(MADE);
    await insertSchedule(timed.pool, { id: "s", jobName: "hourly", expression: "0 * * * *" }, MADE);
    await timed.pool.query(pause, [MADE, UNTIL]);
    await setClock(LOOKED);
    const [previous, next] = [new Date("2026-11-21T10:00:00Z"), new Date("2026-11-21T11:00:00Z")];
    expect(await timed.schedules.heldBack({ scheduleId: "s", previous, next })).toBe("paused");
    expect(await timed.schedules.heldBack({ scheduleId: "s", previous: UNTIL, next })).toBeNull();
    expect(await dispatcherOn(timed, [hourly]).dispatch()).toEqual({ moved: 1, runs: 0 });
    await setClock(new Date("2026-11-21T11:00:01Z"));
    await dispatcherOn(timed, [hourly]).settle(["s"]);
    const rows = (await ledger(timed.pool, "s")).map(({ status, reason, slot }) => [
      status,
      reason,
      slot.getUTCHours(),
    ]);
    expect(rows).toEqual([
      ["skipped", "paused", 10],
      ["queued", null, 11],
    ]);
    await timed.pool.query("update cron_scheduler_state set paused_at = null, paused_until = null");
  });
});
