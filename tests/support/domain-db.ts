import { Pool } from "pg";
import { createDb, type Db } from "../../lib/db.ts";
import { createTestDatabase } from "./database.ts";

export interface DomainDb {
  db: Db;
  /** The connections that `db` uses. */
  pool: Pool;
  url: string;
  /** Prisma over connections of its own: another process, as far as Postgres can tell. */
  another(): Db;
  close(): Promise<void>;
}

/** Prisma over a fresh, migrated database of the test's own. */
export async function openDomainDb(): Promise<DomainDb> {
  const { url, drop } = await createTestDatabase();
  const pools: Pool[] = [];
  function connect(): Pool {
    const pool = new Pool({ connectionString: url, max: 5 });
    // Dropping the database may end a connection that is just closing.
    pool.on("connect", (client) => client.on("error", () => undefined));
    pools.push(pool);
    return pool;
  }
  async function close(): Promise<void> {
    await Promise.all(pools.map((pool) => pool.end()));
    await drop();
  }
  const pool = connect();
  return { db: createDb(pool), pool, url, another: () => createDb(connect()), close };
}
