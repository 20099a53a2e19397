import { afterAll, beforeAll, describe } from "vitest";
import type { RunStore, SubjectReport } from "../../lib/cron/ports/runs.ts";
import { forwarding } from "../support/forwarding.ts";
import type { RunView, Subject } from "./conformance/subject.ts";
import { describeStores } from "./conformance/suite.ts";
import { advanceClock, openTestStores, SWITCH_JOB, stopClock, type TestStores } from "./support/postgres-stores.ts";
import { admission, ending, newId } from "./support/requests.ts";

const ROWS = `
  select id, status, reason, lane, attempts, interruptions, continuations, deliveries, scheduled_for as "scheduledFor",
    started_at as "startedAt", completed_at as "completedAt", next_attempt_at as "nextAttemptAt",
    lease_expires_at as "leaseExpiresAt", duration_ms as "durationMs", abort_reason as "abortReason", progress, result,
    message, error, coalesce(attempt_log, '[]') as "attemptLog"
  from cron_job_logs order by id`;

const SAVES = `
  select state_key as key, json_build_object('version', before_version, 'value', before, 'cutFrom', before_cut_from) as before,
    json_build_object('version', after_version, 'value', after, 'cutFrom', after_cut_from) as after, saves
  from cron_run_saves where run_id = $1 order by state_key`;

const REPORTS = `
  select case says when 'raised' then json_build_object('says', says, 'subject', subject, 'severity', severity, 'title', title, 'detail', detail)
    else json_build_object('says', says, 'subject', subject) end as report
  from alert_reports where run_id = $1 and job_name = 'job' and at = cron_now() order by id`;

describe.each([
  { name: "with named statements", named: true, crowd: false },
  { name: "with unnamed statements, for transaction poolers", named: false, crowd: false },
  { name: "in groups", named: true, crowd: true },
])("the Postgres stores $name", ({ named, crowd }) => {
  let stores: TestStores;
  beforeAll(async () => {
    stores = await openTestStores({ named });
    await stopClock(stores, "2026-11-21T09:00:00Z");
  });
  afterAll(() => stores.close());

  describeStores(async () => {
    await stores.clear();
    const subject = asSubject(stores);
    return crowd ? { ...subject, runs: inGroups(subject.runs) } : subject;
  });
});

/** The first of a batch goes alone and what comes meanwhile goes as one group: here a decoy, then one with the real call. */
function inGroups(runs: RunStore): RunStore {
  const admitDecoy = () => runs.admit(admission({ jobName: "decoy", enabledByDefault: false }));
  const finishDecoy = () => runs.finish(ending({ id: newId(), fence: "0" }));
  return forwarding(runs, {
    admit: async (request) => (await Promise.all([admitDecoy(), admitDecoy(), runs.admit(request)]))[2],
    finish: async (request) => (await Promise.all([finishDecoy(), finishDecoy(), runs.finish(request)]))[2],
  });
}

function asSubject({ runs, states, pool, rows }: TestStores): Subject {
  return {
    runs,
    states,
    now: async () => (await pool.query("select cron_now() as now")).rows[0].now,
    advance: (ms) => advanceClock({ pool }, ms),
    setEnabled: async (jobName, enabled) => void (await pool.query(SWITCH_JOB, [jobName, enabled])),
    rows: () => rows<RunView>(ROWS),
    saves: (runId) => rows(SAVES, [runId]),
    reports: async (runId) => (await rows<{ report: SubjectReport }>(REPORTS, [runId])).map(({ report }) => report),
    metrics: (runId) => rows("select name, value, unit from cron_run_metrics where run_id = $1 order by name", [runId]),
    lines: (runId) =>
      rows("select level, attempt, message, fields from cron_job_log_lines where run_id = $1 order by id", [runId]),
  };
}
