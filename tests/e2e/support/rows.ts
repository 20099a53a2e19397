import { readFileSync } from "node:fs";
import { Pool } from "pg";
import { firstSlot } from "../../../lib/cron/schedules/settings.ts";
import { createDb, type Db } from "../../../lib/db.ts";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import { insertRuns, type RunRow } from "../../dashboard/run-rows.ts";
import { E2E } from "../../support/e2e-settings.ts";
import { until } from "../../support/until.ts";

export interface TestRows {
  db: Db;
  /** Writes runs with their statistics; returns their ids. */
  insert(rows: readonly RunRow[]): Promise<string[]>;
  /**
   * Takes back whatever tests and the engine wrote but the audit log, which nobody can; people stay signed in, and the
   * code's schedules are as they began.
   */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** The database of the application under test. */
export function openDatabase(): TestRows {
  const pool = new Pool({ connectionString: readFileSync(E2E.databaseUrlFile, "utf8"), max: 2 });
  pool.on("error", () => undefined);
  const db = createDb(pool);
  return { db, insert: (rows) => insertRuns(db, rows), clear: () => clear(pool), close: () => pool.end() };
}

async function clear(pool: Pool): Promise<void> {
  await keepCodeSchedules(pool);
  const { rows } = await pool.query<{ tables: string }>(
    `SELECT string_agg(quote_ident(tablename), ', ') AS tables FROM pg_tables
     WHERE schemaname = 'public' AND tablename <> 'cron_audit_log'
       AND (tablename LIKE 'cron\\_%' OR tablename IN ('incidents', 'alert_reports', 'alert_silences',
         'alert_rules', 'alert_channels', 'outbox_messages', 'uptime_check'))`,
  );
  await pool.query(`TRUNCATE ${rows[0]?.tables} CASCADE`);
  await pool.query("INSERT INTO cron_schedules SELECT * FROM e2e_code_schedules ON CONFLICT DO NOTHING");
  await aimAhead(pool);
}

/** The slots that went by meanwhile count no more: nobody is late. */
async function aimAhead(pool: Pool): Promise<void> {
  const { now, records } = await createPostgresStores(pool).schedules.declared([]);
  for (const { id, settings, anchorAt } of records) {
    const slot = firstSlot(settings, { anchorAt, now });
    await pool.query(
      "UPDATE cron_schedules SET next_slot = $2::timestamptz, next_run_at = $2::timestamptz + delay_seconds * interval '1 second' WHERE id = $1",
      [id, slot],
    );
  }
}

/** A process makes them once, at its first tick, which is therefore called here; what is kept has seen no test. */
async function keepCodeSchedules(pool: Pool): Promise<void> {
  const { rows } = await pool.query("SELECT to_regclass('e2e_code_schedules') AS kept");
  if (rows[0]?.kept) return;
  const answer = await fetch(`${E2E.baseUrl}/api/cron/tick`, {
    headers: { authorization: `Bearer ${E2E.cronSecret}` },
  });
  if (!answer.ok) throw new Error(`the tick answered ${answer.status}: ${await answer.text()}`);
  // Calls are written a little later: this one is none of a test's.
  await until("the tick is among the calls", async () => {
    return (await pool.query("SELECT 1 FROM cron_calls WHERE path = '/api/cron/tick'")).rows[0] ?? null;
  });
  await pool.query("CREATE TABLE e2e_code_schedules AS SELECT * FROM cron_schedules WHERE origin = 'code'");
}
