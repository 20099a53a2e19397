import type { Pool } from "pg";
import { PostgresRunStore } from "./run-store.ts";
import { PostgresStateStore } from "./state-store.ts";
import { type StatementOptions, Statements } from "./statements.ts";

/** Both stores over a pool of the caller's: the engine's own, so that domain queries never keep a heartbeat waiting. */
export function createPostgresStores(
  pool: Pool,
  options: StatementOptions = {},
): { runs: PostgresRunStore; states: PostgresStateStore } {
  const statements = new Statements(pool, options);
  return { runs: new PostgresRunStore(statements), states: new PostgresStateStore(statements) };
}
