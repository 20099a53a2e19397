import { once } from "node:events";
import pg from "pg";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import type { StatementOptions } from "../../../lib/stores/postgres/statements.ts";
import { createTestDatabase } from "../../support/database.ts";

export interface TestStores extends ReturnType<typeof createPostgresStores> {
  url: string;
  pool: pg.Pool;
  /** Empties every table of the engine. */
  clear(): Promise<void>;
  /** Rows of a query, for looking. */
  rows<Row extends pg.QueryResultRow = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

const TABLES = ["cron_job_logs", "cron_job_log_lines", "cron_job_stats_hourly", "cron_job_config", "cron_job_state"];

/** The Postgres stores on a database of the test file's own. */
export async function openTestStores(options: StatementOptions & { connections?: number } = {}): Promise<TestStores> {
  const database = await createTestDatabase();
  const pool = new pg.Pool({ connectionString: database.url, max: options.connections ?? 10 });
  const connected = new Set<pg.PoolClient>();
  pool.on("connect", (client) => connected.add(client)).on("remove", (client) => connected.delete(client));
  return {
    ...createPostgresStores(pool, options),
    url: database.url,
    pool,
    // Faster than TRUNCATE on tables that hold little.
    clear: async () => {
      for (const table of TABLES) await pool.query(`delete from ${table}`);
    },
    rows: async (text, values) => (await pool.query(text, values)).rows,
    close: async () => {
      await pool.end();
      // The pool's promise does not wait for its connections, and the drop would cut them off.
      while (connected.size > 0) await once(pool, "remove");
      await database.drop();
    },
  };
}

/** Makes the database's clock stand still at `at` until the test moves it. */
export async function stopClock({ pool }: TestStores, at: string): Promise<void> {
  await pool.query(`
    create table test_clock (at timestamptz not null);
    insert into test_clock values ('${at}');
    create or replace function cron_now() returns timestamptz language sql volatile as 'select at from test_clock'`);
}
