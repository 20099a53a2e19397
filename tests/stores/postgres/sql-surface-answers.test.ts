import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { admission, begin, ending, slotAt } from "../support/requests.ts";

const REGISTERED = [
  { name: "clean-data", aliases: ["clean_data", "cleanup"], enabledByDefault: true },
  { name: "sleeper", aliases: [], enabledByDefault: false },
];

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
  await stores.pool.query(
    `insert into "user" (id, name, email, updated_at) values ('u-1', 'Ann', 'ann@example.com', now())`,
  );
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.clear();
  await stores.schedules.registerJobs(REGISTERED);
});

const toggle = async (list: string) =>
  (await stores.rows<{ done: boolean }>(`select toggle_cron_job(${list}) as done`))[0]?.done;
const enabled = () => stores.rows("select job_name, enabled from cron_job_config order by 1");
const lastAudit = async () =>
  (await stores.rows("select actor, action, target, before, after from cron_audit_log order by at desc limit 1"))[0];
/** To what somebody switched jobs. Two acts within a millisecond have no order in the log. */
const switchesOf = async (actor: string) =>
  (await stores.rows(`select after ->> 'enabled' = 'true' as on from cron_audit_log where actor = '${actor}'`)).map(
    ({ on }) => on,
  );

describe("fault D3: cron_job_config", () => {
  it("has a row for every registered job, saying what holds", async () => {
    expect(await enabled()).toEqual([
      { job_name: "clean-data", enabled: true },
      { job_name: "sleeper", enabled: false },
    ]);
  });

  it("follows the code in what nobody changed, and keeps what people switched", async () => {
    await toggle("'clean-data', false");
    const turned = REGISTERED.map((job) => ({ ...job, enabledByDefault: !job.enabledByDefault }));
    await stores.schedules.registerJobs(turned);
    await stores.schedules.registerJobs(turned);
    expect(await enabled()).toEqual([
      { job_name: "clean-data", enabled: false },
      { job_name: "sleeper", enabled: true },
    ]);
  });
});

describe("fault D3: toggle_cron_job", () => {
  it("answers false for an unknown job and changes nothing", async () => {
    expect(await toggle("'no-such-job', false")).toBe(false);
    expect(await stores.rows("select 1 from cron_job_config where job_name = 'no-such-job'")).toEqual([]);
  });

  it("resolves aliases, and leaves an audit row", async () => {
    expect(await toggle("'cleanup', false")).toBe(true);
    expect((await enabled())[0]).toEqual({ job_name: "clean-data", enabled: false });
    expect(await lastAudit()).toEqual({
      actor: expect.stringMatching(/^sql:/),
      action: "job.toggle",
      target: "clean-data",
      before: { enabled: true, notes: null },
      after: { enabled: false, notes: null },
    });
  });

  it("takes a user's id, e-mail address or uuid, and names them", async () => {
    const id = "01a21d52-def5-7284-bd7d-7e925fdcfd51";
    await stores.pool.query(
      `insert into "user" (id, name, email, updated_at) values ('${id}', 'Bo', 'bo@example.com', now()) on conflict do nothing`,
    );
    expect(await toggle("'clean-data', false, 'ann@example.com'")).toBe(true);
    expect(await switchesOf("ann@example.com")).toEqual([false]);
    expect(await toggle(`'clean-data', true, '${id}'::uuid`)).toBe(true);
    expect(await switchesOf("bo@example.com")).toEqual([true]);
    expect(await toggle(`'clean-data', true, '${id}'`)).toBe(true);
    expect(await toggle("'clean-data', true, null")).toBe(true);
    await expect(toggle("'clean-data', true, 'nobody'")).rejects.toThrow("a user's id or e-mail address, got nobody");
    await expect(toggle("'clean-data', null")).rejects.toThrow("expects true or false, got null");
  });
});

describe("fault D3: windows", () => {
  it("know aliases", async () => {
    await stores.runs.finish(ending(await begin(stores.runs, { jobName: "clean-data" })));
    expect(await stores.rows("select total_runs from get_cron_job_stats('clean_data')")).toEqual([{ total_runs: "1" }]);
    expect(await stores.rows("select executions from get_cron_job_timeline('cleanup')")).toEqual([{ executions: "1" }]);
  });

  it.each([
    ["get_cron_job_stats('clean-data', -1)", "get_cron_job_stats expects a number of days from 0 to 36500, got -1"],
    ["get_cron_job_stats('nobody', null)", "expects a number of days from 0 to 36500, got null"],
    ["get_cron_job_stats('clean-data', 2147483647)", "got 2147483647"],
    [
      "get_cron_job_timeline('clean-data', -1)",
      "get_cron_job_timeline expects a number of hours from 0 to 876000, got -1",
    ],
    ["get_cron_job_timeline('clean-data', 2147483647)", "got 2147483647"],
    ["cleanup_old_cron_logs(null)", "cleanup_old_cron_logs expects a number of days from 0 to 36500, got null"],
    ["cleanup_old_cron_logs(2147483647)", "got 2147483647"],
  ])("%s is refused with a clear error", async (call, sentence) => {
    await expect(stores.rows(`select * from ${call}`)).rejects.toThrow(sentence);
  });
});

it("fault D3: cleanup_old_cron_logs(0) keeps what guards slots: the newest slot of each schedule is not run again", async () => {
  const slot = slotAt("2026-11-21T09:00:00Z", "s");
  const older = slotAt("2026-11-20T09:00:00Z", "s");
  await stores.runs.finish(ending(await begin(stores.runs, { slot: older })));
  await stores.runs.finish(ending(await begin(stores.runs, { slot })));
  await stores.pool.query("update cron_job_logs set started_at = started_at - interval '1 s'");
  expect(await stores.rows("select cleanup_old_cron_logs(0) as deleted")).toEqual([{ deleted: 1 }]);
  expect(await stores.runs.admit(admission({ slot }))).toMatchObject({ outcome: "duplicate" });
});

it("fault D3: a role with SELECT on the views can use them and the functions over them, whatever its search_path is", async () => {
  const views = [
    "cron_job_hours",
    "recent_cron_executions",
    "cron_job_success_rates",
    "failed_cron_jobs",
    "running_cron_jobs",
  ];
  const functions = ["get_cron_job_stats('clean_data', 1)", "get_cron_job_timeline('clean_data', 1)"];
  const client = await stores.pool.connect();
  const role = `reader_${process.pid}`;
  try {
    await client.query(`create role ${role}; grant select on ${views.join(", ")} to ${role}`);
    for (const path of ["public", "''"]) {
      await client.query(`set role ${role}; set search_path = ${path}`);
      for (const read of [...views, ...functions]) await client.query(`select * from public.${read}`);
      await client.query("reset role; reset search_path");
    }
  } finally {
    await client.query(`reset role; reset search_path; drop owned by ${role}; drop role ${role}`);
    client.release();
  }
});

it("fault A12: an update by hand leaves the error, the sentence and the attempt that a force-end leaves", async () => {
  const run = await begin(stores.runs);
  await stores.pool.query(
    "update cron_job_logs set status = 'failed', error_message = 'stuck on the shop' where status = 'started'",
  );
  const [row] = await stores.rows("select status, reason, error_message, error, attempt_log from cron_job_logs");
  expect(row).toMatchObject({
    status: "failed",
    reason: "by_hand",
    error_message: "stuck on the shop",
    error: { message: "stuck on the shop", code: "by_hand" },
    attempt_log: [{ outcome: "abandoned", error: "stuck on the shop", fence: String(run.fence) }],
  });
});
