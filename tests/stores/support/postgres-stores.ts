import pg from "pg";
import { createPostgresStores } from "../../../lib/stores/postgres/index.ts";
import type { StatementOptions } from "../../../lib/stores/postgres/statements.ts";
import { createTestDatabase } from "../../support/database.ts";

export interface TestStores extends ReturnType<typeof createPostgresStores> {
  url: string;
  pool: pg.Pool;
  /** Another pool on the same database; closed with the stores. */
  openPool(connections: number): pg.Pool;
  /** Empties every table of the engine. */
  clear(): Promise<void>;
  /** Rows of a query, for looking. */
  rows<Row extends pg.QueryResultRow = Record<string, unknown>>(text: string, values?: unknown[]): Promise<Row[]>;
  close(): Promise<void>;
}

const TABLES = [
  "cron_job_logs",
  "cron_key_pauses",
  "cron_job_log_lines",
  "cron_job_stats_hourly",
  "cron_job_config",
  "cron_job_state",
];

/** Switches a job as the application does, registered or not. $1 is its name, $2 whether it is on. */
export const SWITCH_JOB = `insert into cron_job_config (job_name, enabled) values ($1, $2)
  on conflict (job_name) do update set enabled = excluded.enabled`;

/** The Postgres stores on a database of the test file's own. */
export async function openTestStores(
  options: StatementOptions & { connections?: number; timezone?: string } = {},
): Promise<TestStores> {
  const database = await createTestDatabase();
  const pools = new Pools(database.url, options.timezone ?? "UTC");
  const pool = pools.open(options.connections ?? 10);
  return {
    ...createPostgresStores(pool, options),
    url: database.url,
    pool,
    openPool: (connections) => pools.open(connections),
    // Faster than TRUNCATE on tables that hold little.
    clear: async () => {
      for (const table of TABLES) await pool.query(`delete from ${table}`);
    },
    rows: async (text, values) => (await pool.query(text, values)).rows,
    close: async () => {
      await pools.close();
      await database.drop();
    },
  };
}

/** Pools that can be waited for: `end` does not wait for its connections, and a drop would cut them off with an error. */
class Pools {
  readonly #url: string;
  readonly #timezone: string;
  readonly #pools: pg.Pool[] = [];

  constructor(url: string, timezone: string) {
    this.#url = url;
    this.#timezone = timezone;
  }

  open(connections: number): pg.Pool {
    const options = `-c timezone=${this.#timezone}`;
    const pool = new pg.Pool({ connectionString: this.#url, max: connections, options });
    // What is idle when its database is dropped, or when a test cuts it, is no failure of the test.
    pool.on("error", () => undefined);
    this.#pools.push(pool);
    return pool;
  }

  async close(): Promise<void> {
    await Promise.all(this.#pools.map(endWithConnections));
  }
}

async function endWithConnections(pool: pg.Pool): Promise<void> {
  let open = pool.totalCount;
  const gone = new Promise<void>((resolve) => {
    pool.on("remove", () => --open === 0 && resolve());
    if (open === 0) resolve();
  });
  await pool.end();
  await gone;
}

/** Makes the database's clock stand still at `at` until the test moves it. */
export async function stopClock({ pool }: TestStores, at: string): Promise<void> {
  await pool.query(`
    create table test_clock (at timestamptz not null);
    insert into test_clock values ('${at}');
    create or replace function cron_now() returns timestamptz language sql volatile as 'select at from test_clock'`);
}

/** Moves a clock that stands still. */
export async function advanceClock({ pool }: Pick<TestStores, "pool">, ms: number): Promise<void> {
  await pool.query("update test_clock set at = at + $1 * interval '1 ms'", [ms]);
}
