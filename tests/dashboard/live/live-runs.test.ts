import { Pool } from "pg";
import { expect, test } from "vitest";
import { liveRunsStatement } from "../../../lib/dashboard/live/live-runs.ts";
import { openDomainDb } from "../../support/domain-db.ts";

test("a reading scans no table, with 50,000 runs behind it", async () => {
  const domain = await openDomainDb();
  await domain.db.$executeRaw`
    insert into cron_job_logs (id, job_name, status, trigger, lock_key, attempts, attempt_started_at, started_at, completed_at, duration_ms)
    select gen_random_uuid(), 'job', 'completed', 'http', 'job', 1, at, at, at, 5
      from generate_series(1, 50000) i, lateral (select now() - i * interval '1 minute' as at) x`;
  await domain.db.$executeRaw`analyze cron_job_logs`;
  const { sql, values } = liveRunsStatement({ since: new Date(), known: [] });
  const pool = new Pool({ connectionString: domain.url, max: 1 });
  const { rows } = await pool.query(`explain ${numbered(sql)}`, values);
  await pool.end();
  await domain.close();
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  expect(plan).not.toMatch(/Seq Scan on cron_job_logs/);
  expect(plan).toMatch(/uq_cron_logs_lane[\s\S]*idx_cron_logs_due[\s\S]*idx_cron_logs_started_at/);
});

/** Prisma's `?` as Postgres numbers them. */
function numbered(sql: string): string {
  let count = 0;
  return sql.replace(/\?/g, () => `$${++count}`);
}
