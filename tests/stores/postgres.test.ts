import { afterAll, beforeAll, describe } from "vitest";
import type { RunView, Subject } from "./conformance/subject.ts";
import { describeStores } from "./conformance/suite.ts";
import { openTestStores, stopClock, type TestStores } from "./support/postgres-stores.ts";

const ROWS = `
  select id, status, reason, lane, attempts, interruptions, continuations, deliveries, scheduled_for as "scheduledFor",
    started_at as "startedAt", completed_at as "completedAt", next_attempt_at as "nextAttemptAt",
    lease_expires_at as "leaseExpiresAt", duration_ms as "durationMs", abort_reason as "abortReason", progress, result,
    message, error, coalesce(attempt_log, '[]') as "attemptLog"
  from cron_job_logs order by id`;

describe.each([
  ["with named statements", true],
  ["with unnamed statements, for transaction poolers", false],
])("the Postgres stores %s", (_, named) => {
  let stores: TestStores;
  beforeAll(async () => {
    stores = await openTestStores({ named });
    await stopClock(stores, "2026-11-21T09:00:00Z");
  });
  afterAll(() => stores.close());

  describeStores(async () => {
    await stores.clear();
    return asSubject(stores);
  });
});

function asSubject({ runs, states, pool, rows }: TestStores): Subject {
  return {
    runs,
    states,
    now: async () => (await pool.query("select cron_now() as now")).rows[0].now,
    advance: async (ms) => void (await pool.query("update test_clock set at = at + $1 * interval '1 ms'", [ms])),
    setEnabled: async (jobName, enabled) =>
      void (await pool.query("select toggle_cron_job($1, $2, null)", [jobName, enabled])),
    rows: () => rows<RunView>(ROWS),
    lines: (runId) =>
      rows("select level, attempt, message, fields from cron_job_log_lines where run_id = $1 order by id", [runId]),
  };
}
