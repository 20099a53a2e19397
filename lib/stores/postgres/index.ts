import type { Pool } from "pg";
import type { RunQueue } from "../../cron/ports/queue.ts";
import { PostgresBackfillStore } from "./backfill-store.ts";
import { PostgresRunStore } from "./run-store.ts";
import { PostgresScheduleStore } from "./schedule-store.ts";
import { PostgresStateStore } from "./state-store.ts";
import { type StatementOptions, Statements } from "./statements.ts";
import { PostgresTaskStore } from "./task-store.ts";

/**
 * All stores over a pool of the caller's.
 * @param keeperPool for the beats alone, so that nothing else keeps a heartbeat waiting; without it they share `pool`
 * @param queue queue mode: what is enqueued or dispatched is carried to workers in the same commit
 */
export function createPostgresStores(
  pool: Pool,
  {
    keeperPool = pool,
    queue = null,
    ...options
  }: StatementOptions & { keeperPool?: Pool; queue?: RunQueue | null } = {},
): {
  runs: PostgresRunStore;
  states: PostgresStateStore;
  schedules: PostgresScheduleStore;
  backfills: PostgresBackfillStore;
  tasks: PostgresTaskStore;
} {
  const statements = new Statements(pool, options);
  const beats = new Statements(keeperPool, options);
  return {
    runs: new PostgresRunStore(statements, beats, queue),
    states: new PostgresStateStore(statements),
    schedules: new PostgresScheduleStore(statements, queue),
    backfills: new PostgresBackfillStore(statements, queue),
    tasks: new PostgresTaskStore(statements, beats, queue),
  };
}
