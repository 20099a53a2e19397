import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";

let stores: TestStores;
let role: string;
beforeAll(async () => {
  stores = await openTestStores();
  role = (await stores.rows<{ role: string }>("select session_user::text as role"))[0]?.role ?? "";
});
afterAll(() => stores.close());
beforeEach(async () => {
  await stores.clear();
  await stores.schedules.registerJobs([{ name: "clean-data", aliases: [], enabledByDefault: true }]);
});

const who = async () =>
  (
    await stores.rows("select enabled, last_modified_at is not null as dated, last_modified_actor from cron_job_config")
  )[0];
const audits = () => stores.rows("select actor, action, target, before, after from cron_audit_log order by id");

describe("fault D4: a switch by the database's own means names the role that turned it", () => {
  it("by a plain update, which has an audit row, too", async () => {
    const before = (await audits()).length;
    await stores.pool.query("update cron_job_config set enabled = false where job_name = 'clean-data'");
    expect(await who()).toEqual({ enabled: false, dated: true, last_modified_actor: `sql:${role}` });
    expect((await audits()).slice(before)).toEqual([
      {
        actor: `sql:${role}`,
        action: "job.toggle",
        target: "clean-data",
        before: { enabled: true, notes: null },
        after: { enabled: false, notes: null },
      },
    ]);
  });

  it("by toggle_cron_job, once", async () => {
    const before = (await audits()).length;
    await stores.pool.query("select toggle_cron_job('clean-data', false)");
    expect(await who()).toMatchObject({ enabled: false, last_modified_actor: `sql:${role}` });
    expect((await audits()).slice(before)).toHaveLength(1);
  });

  it("by an update after toggle_cron_job in the same transaction", async () => {
    const before = (await audits()).length;
    await stores.pool.query(
      "begin; select toggle_cron_job('clean-data', false); update cron_job_config set enabled = true; commit",
    );
    expect((await audits()).slice(before)).toHaveLength(2);
  });

  it("and what follows the code names nobody", async () => {
    const before = (await audits()).length;
    await stores.schedules.registerJobs([{ name: "clean-data", aliases: [], enabledByDefault: false }]);
    expect(await who()).toEqual({ enabled: false, dated: false, last_modified_actor: null });
    expect((await audits()).slice(before)).toEqual([]);
  });
});
