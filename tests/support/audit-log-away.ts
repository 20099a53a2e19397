import type { Db } from "../../lib/db.ts";

/** Has every insert into the audit log fail until the answer is called. */
export async function refuseAuditRows(db: Db): Promise<() => Promise<unknown>> {
  await db.$executeRawUnsafe(`create or replace function test_no_audit() returns trigger language plpgsql as
    $$ begin raise exception 'the audit log cannot be written'; end $$`);
  await db.$executeRawUnsafe(
    "create trigger test_no_audit before insert on cron_audit_log for each row execute function test_no_audit()",
  );
  return () => db.$executeRawUnsafe("drop trigger test_no_audit on cron_audit_log");
}
