import { afterAll, beforeAll, expect, test } from "vitest";
import { wallHourAt } from "../../../lib/dashboard/forms/wall-hours.ts";
import { readChainFacts } from "../../../lib/dashboard/jobs/chain-facts.ts";
import { readPast } from "../../../lib/dashboard/jobs/history.ts";
import { readHourSlots } from "../../../lib/dashboard/jobs/hour-slots.ts";
import { readJobOverview } from "../../../lib/dashboard/jobs/job-overview.ts";
import { readJobSchedules } from "../../../lib/dashboard/jobs/job-schedules.ts";
import type { DashboardDeps } from "../../../lib/dashboard/words/deps.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { listedJobs } from "../run-rows.ts";

const ROWS = 60_000;
const JOB = "hourly-report";
const [job] = listedJobs;
if (!job) throw new Error("expected a job to look at");

let domain: DomainDb;
let deps: DashboardDeps;

/** A busy job among others, a run every two minutes, each with its slot. */
beforeAll(async () => {
  domain = await openDomainDb();
  deps = { db: domain.db, jobs: listedJobs, clock: { now: () => new Date() } };
  await domain.db.cronSchedule.create({
    data: {
      ...{ id: `job:${JOB}`, jobName: JOB, name: JOB, origin: "code", kind: "cron", expression: "*/4 * * * *" },
      createdAt: new Date("2026-01-01T00:00:00Z"),
    },
  });
  await domain.db.$executeRaw`
    insert into cron_job_logs (id, job_name, status, trigger, lock_key, attempts, attempt_started_at, started_at, completed_at,
                               duration_ms, schedule_id, scheduled_for)
    select gen_random_uuid(), case when i % 2 = 0 then ${JOB} else 'job-' || i % 30 end,
           case when i % 50 = 0 then 'failed' else 'completed' end, 'schedule', 'key-' || i, 1, at, at, at, 5,
           case when i % 2 = 0 then ${`job:${JOB}`} end, case when i % 2 = 0 then at end
      from generate_series(1, ${ROWS}) i, lateral (select date_trunc('minute', now()) - i * interval '2 minutes' as at) x`;
  await domain.db.$executeRaw`
    with batch as (
      insert into cron_backfills (id, job_name, schedule_id, from_slot, to_slot, choice, concurrency, runs)
      values (gen_random_uuid(), ${JOB}, ${`job:${JOB}`}, now() - interval '3 days', now(), 'all', 1, 500)
      returning id)
    insert into cron_job_logs (id, job_name, status, trigger, lock_key, attempts, started_at, completed_at, backfill_id, scheduled_for)
    select gen_random_uuid(), ${JOB}, 'completed', 'backfill', 'again-' || i, 1, now(), now(), batch.id,
           date_trunc('minute', now()) - i * interval '4 minutes'
      from batch, generate_series(1, 500) i`;
  await domain.db.$executeRaw`analyze`;
}, 60_000);

afterAll(() => domain.close());

async function scans(): Promise<{ seq: number; idx: number }> {
  const rows = await domain.db.$queryRaw<{ seq: number; idx: number }[]>`
    select seq_scan::int as seq, idx_scan::int as idx from pg_stat_user_tables where relname = 'cron_job_logs'`;
  return rows[0] ?? { seq: 0, idx: 0 };
}

test("a job's errors are read from its own failures, however many others failed meanwhile", async () => {
  await domain.db.$executeRaw`
    insert into cron_job_logs (id, job_name, status, trigger, lock_key, attempts, attempt_started_at, started_at, completed_at,
                               duration_ms, error_message)
    select gen_random_uuid(), case when i % 10 = 0 then 'fails-now-and-then' else 'fails-all-day' end,
           case when i % 10 = 0 and i % 100 > 0 then 'completed' else 'failed' end, 'http', 'other-' || i, 1, at, at, at, 5, 'no'
      from generate_series(1, 20000) i, lateral (select now() - i * interval '1 minute' as at) x`;
  await domain.db.$executeRaw`analyze`;
  const fetched = await domain.db.$transaction(async (tx) => {
    await readPast({ ...deps, db: tx as typeof domain.db }, { jobName: "fails-now-and-then", limit: 10, days: 30 });
    const rows = await tx.$queryRaw<{ fetched: number }[]>`
      select idx_tup_fetch::int as fetched from pg_stat_xact_user_tables where relname = 'cron_job_logs'`;
    return rows[0]?.fetched ?? 0;
  });
  // Its 200 failures besides its figures: not its 2,000 runs, nor the 18,000 failures of the other.
  expect(fetched).toBeGreaterThan(200);
  expect(fetched).toBeLessThan(3000);
});

test("no part of a job's page reads all runs", async () => {
  const before = await scans();
  await readJobOverview(deps, { jobName: JOB, range: { limit: 10, days: 30 }, zone: "Asia/Seoul" });
  await readHourSlots(deps, JOB, wallHourAt("Asia/Seoul", new Date()));
  await readChainFacts(deps, job, {
    ...{ scheduler: "embedded", precisionSeconds: 60, paths: [], platform: null, hasSecret: true, door: null },
  });
  await readJobSchedules(deps, JOB);
  await expect.poll(async () => (await scans()).idx, { timeout: 10_000 }).toBeGreaterThan(before.idx);
  expect((await scans()).seq).toBe(before.seq);

  await domain.db.cronJobLog.count({ where: { message: "nobody said so" } });
  await expect.poll(async () => (await scans()).seq, { timeout: 10_000 }).toBeGreaterThan(before.seq);
});
