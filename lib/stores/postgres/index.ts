import type { Pool } from "pg";
import { PostgresRunStore } from "./run-store.ts";
import { PostgresScheduleStore } from "./schedule-store.ts";
import { PostgresStateStore } from "./state-store.ts";
import { type StatementOptions, Statements } from "./statements.ts";

/**
 * All stores over a pool of the caller's.
 * @param keeperPool for the beats alone, so that nothing else keeps a heartbeat waiting; without it they share `pool`
 */
export function createPostgresStores(
  pool: Pool,
  { keeperPool = pool, ...options }: StatementOptions & { keeperPool?: Pool } = {},
): { runs: PostgresRunStore; states: PostgresStateStore; schedules: PostgresScheduleStore } {
  const statements = new Statements(pool, options);
  return {
    runs: new PostgresRunStore(statements, new Statements(keeperPool, options)),
    states: new PostgresStateStore(statements),
    schedules: new PostgresScheduleStore(statements),
  };
}
