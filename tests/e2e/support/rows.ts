import { readFileSync } from "node:fs";
import { Pool } from "pg";
import { createDb, type Db } from "../../../lib/db.ts";
import { insertRuns, type RunRow } from "../../dashboard/run-rows.ts";
import { E2E } from "../../support/e2e-settings.ts";

export interface TestRows {
  db: Db;
  /** Writes runs with their statistics; returns their ids. */
  insert(rows: readonly RunRow[]): Promise<string[]>;
  close(): Promise<void>;
}

/** The database of the application under test. */
export function openDatabase(): TestRows {
  const pool = new Pool({ connectionString: readFileSync(E2E.databaseUrlFile, "utf8"), max: 2 });
  pool.on("error", () => undefined);
  const db = createDb(pool);
  return { db, insert: (rows) => insertRuns(db, rows), close: () => pool.end() };
}
