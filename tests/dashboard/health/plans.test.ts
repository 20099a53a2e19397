import { Pool } from "pg";
import { expect, test } from "vitest";
import { checkRetention } from "../../../lib/dashboard/health/check-retention.ts";
import { checkRuns } from "../../../lib/dashboard/health/check-runs.ts";
import { readScheduler } from "../../../lib/dashboard/schedules/scheduler.ts";
import { createDb } from "../../../lib/db.ts";
import { ENGLISH } from "../../../lib/i18n/words.ts";
import { systemClock } from "../../../lib/observe/machine.ts";
import { createTestDatabase } from "../../support/database.ts";

const ROWS = 50_000;

test(`what is live on Health does not read through ${ROWS} runs`, async () => {
  const { url, drop } = await createTestDatabase();
  const pool = new Pool({ connectionString: url, max: 1 });
  const db = createDb(pool);
  await pool.query(
    `insert into cron_job_logs (id, job_name, status, trigger, lock_key, attempts, attempt_started_at, started_at, completed_at, duration_ms)
     select gen_random_uuid(), 'job', 'completed', 'http', 'job', 1, at, at, at, 5
       from generate_series(1, $1) i, lateral (select now() - i * interval '1 minute' as at) x`,
    [ROWS],
  );
  await pool.query("vacuum analyze cron_job_logs");
  const scans = async () => {
    await pool.query("select pg_stat_force_next_flush()");
    const { rows } = await pool.query(
      "select seq_scan::int as scans from pg_stat_user_tables where relname = 'cron_job_logs'",
    );
    return rows[0]?.scans;
  };
  const before = await scans();
  await checkRuns(ENGLISH, db);
  await readScheduler({ db, jobs: [], clock: systemClock });
  await checkRetention(ENGLISH, { db, kept: { runDays: 90, logLineDays: 30, callDays: 30 }, now: new Date() });
  const after = await scans();
  await db.$disconnect();
  await pool.end();
  await drop();
  expect(after).toBe(before);
});
