import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestStores, type TestStores } from "../support/postgres-stores.ts";
import { newId } from "../support/requests.ts";

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
  const entry = "insert into cron_audit_log (id, actor, action, target) values ($1, 'ada', 'job.toggle', 'a')";
  await stores.pool.query(entry, [newId()]);
});
afterAll(() => stores.close());

it.each([
  ["UPDATE", "update cron_audit_log set actor = 'eve'"],
  ["DELETE", "delete from cron_audit_log"],
  ["TRUNCATE", "truncate cron_audit_log"],
])("the audit log refuses %s", async (operation, statement) => {
  await expect(stores.pool.query(statement)).rejects.toThrow(`cron_audit_log is append-only: ${operation} is refused`);
  expect(await stores.rows("select actor from cron_audit_log")).toEqual([{ actor: "ada" }]);
});
