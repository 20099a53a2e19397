import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { insertSchedule } from "../support/schedules.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
  await insertSchedule(stores.pool, { id: "s", jobName: "daily", expression: "0 9 * * *" }, new Date());
  await stores.pool.query("insert into cron_job_config (job_name) values ('daily')");
  await stores.pool.query(
    `insert into cron_job_logs (id, job_name, status, trigger, lock_key, scheduled_for, completed_at)
     values (gen_random_uuid(), 'daily', 'missed', 'schedule', 'daily', now(), now())`,
  );
});
afterAll(() => stores.close());

const OUTSIDE = [
  "9999-12-31 23:59:59-05",
  "10000-01-01 00:00:00+00",
  "infinity",
  "-infinity",
  "0001-01-01 00:00:00 BC",
];
const FIRST_AND_LAST = ["0001-01-01 00:00:00+00", "9999-12-31 23:59:59.999+00"];

describe("fault A7: an instant outside the years 1 to 9999", () => {
  it("is refused by every table that holds instants", async () => {
    const unchecked = await stores.rows<{ name: string }>(`
      select format('%s.%s', c.oid::regclass, a.attname) as name from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname !~ '^_prisma'
         and a.atttypid in ('timestamptz'::regtype, 'timestamp'::regtype)
         and not exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and k.convalidated
           and pg_get_constraintdef(k.oid) ~ format('cron_is_kept_instant_v1\\("?%s"?\\)', a.attname))`);
    expect(unchecked).toEqual([]);
  });

  it.each([
    ["cron_schedules", "ends_at"],
    ["cron_schedules", "starts_at"],
    ["cron_schedules", "paused_until"],
    ["cron_schedules", "next_slot"],
    ["cron_job_config", "paused_until"],
    ["cron_job_config", "last_modified_at"],
    ["cron_scheduler_state", "paused_until"],
    ["cron_job_logs", "completed_at"],
    ["cron_job_logs", "started_at"],
  ])(
    "written straight by SQL is refused with the rule's name (%s.%s), and the first and last that are kept are not",
    async (table, column) => {
      const write = (value: string) => stores.pool.query(`update ${table} set ${column} = $1`, [value]);
      for (const value of OUTSIDE) {
        await expect(write(value)).rejects.toThrow(`"${table}_instants_of_years_1_to_9999"`);
      }
      const client = await stores.pool.connect();
      for (const value of FIRST_AND_LAST) {
        await client.query("begin");
        await client.query(`update ${table} set ${column} = $1`, [value]);
        await client.query("rollback");
      }
      client.release();
    },
  );

  it("is refused as a slot that is taken out", async () => {
    const skip = stores.pool.query(
      "insert into cron_schedule_skips (schedule_id, slot, actor) values ('s', $1, 'me')",
      ["infinity"],
    );
    await expect(skip).rejects.toThrow("cron_schedule_skips_instants_of_years_1_to_9999");
  });
});
