import { Pool } from "pg";
import { createDb, type Db } from "../../lib/db.ts";
import { createTestDatabase } from "./database.ts";

export interface DomainDb {
  db: Db;
  url: string;
  close(): Promise<void>;
}

/** Prisma over a fresh, migrated database of the test's own. */
export async function openDomainDb(): Promise<DomainDb> {
  const { url, drop } = await createTestDatabase();
  const pool = new Pool({ connectionString: url, max: 5 });
  const db = createDb(pool);
  async function close(): Promise<void> {
    await db.$disconnect();
    await pool.end();
    await drop();
  }
  return { db, url, close };
}
