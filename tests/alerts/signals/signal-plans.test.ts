import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jobSignals } from "../../../lib/alerts/signals/job-signals.ts";
import { stuckSignals } from "../../../lib/alerts/signals/stuck-signals.ts";
import { cron } from "../../../lib/cron/time/expressions.ts";
import { withinSeconds } from "../../../lib/cron/time/finish-by.ts";
import { listJobs } from "../../../lib/dashboard/jobs/jobs.ts";
import { readRecentRows } from "../../../lib/dashboard/runs/recent-rows.ts";
import { type Db, Prisma } from "../../../lib/db.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";
import { scriptedJob } from "../../support/scripted-job.ts";
import { openOf, storeSchedule } from "../support/signal-jobs.ts";
import { MINUTE_MS, TURN_AT, turnOn } from "../support/signal-turn.ts";

const ROWS = 60_000;
const BUSY = 8;

const jobNamed = (name: string, more = {}) => scriptedJob([], { name, schedule: cron("* * * * *"), ...more }).job;
/** Jobs that fill the table, one that ran a few times before all of them, and one that never ran. */
const busy = Array.from({ length: BUSY }, (_, at) => jobNamed(`busy-${at}`));
const rare = jobNamed("rare", { finishBy: withinSeconds(3600) });
const jobs = [...busy, rare, jobNamed("new")];
const names = jobs.map(({ name }) => name);

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
  for (const job of jobs) await storeSchedule(domain.db, job);
  const oldest = new Date(TURN_AT.getTime() - (ROWS + 100) * MINUTE_MS);
  await fill(ROWS, Prisma.sql`'busy-' || i % ${BUSY}`, TURN_AT);
  await fill(20, Prisma.sql`'rare'`, oldest);
  await domain.db.$executeRaw`analyze`;
}, 120_000);
afterAll(() => domain.close());

const fill = (count: number, name: Prisma.Sql, until: Date) => domain.db.$executeRaw`
  insert into cron_job_logs (id, job_name, status, trigger, lock_key, attempts, attempt_started_at, started_at, completed_at,
                             duration_ms, schedule_id, scheduled_for)
  select gen_random_uuid(), ${name}, 'completed', 'schedule', 'key-' || i, 1, at, at, at, 5, 'job:' || ${name}, at
    from generate_series(1, ${count}) i, lateral (select ${until}::timestamptz - i * interval '1 minute' as at) x`;

/** Rows of cron_job_logs that the work fetched, and how often it read the whole table. */
async function readsOf(work: (db: Db) => Promise<unknown>) {
  return await domain.db.$transaction(
    async (tx) => {
      await work(tx as Db);
      const [row] = await tx.$queryRaw<{ fetched: number; scans: number }[]>`
        select idx_tup_fetch::int as fetched, seq_scan::int as scans
          from pg_stat_xact_user_tables where relname = 'cron_job_logs'`;
      return row ?? { fetched: 0, scans: 0 };
    },
    { timeout: 60_000 },
  );
}

describe(`with ${ROWS} runs, of which a job has 20`, () => {
  test("a turn in which nothing happened reads a few rows of each job", async () => {
    const quiet = [...busy, jobNamed("rare"), jobNamed("new")];
    const now = new Date(TURN_AT.getTime() + 30_000);
    const { fetched, scans } = await readsOf(async (db) => {
      const reads = turnOn(db, { jobs: quiet, now, since: now });
      expect(await jobSignals(reads)).toEqual([]);
      expect(await stuckSignals(reads)).toEqual([]);
    });
    expect(scans).toBe(0);
    expect(fetched).toBeLessThanOrEqual(60 * BUSY);
  });

  test("a turn in which every job is looked at reads the latest rows of each", async () => {
    const unresolved = jobs.map((job) => openOf("missed", job, `schedule:job:${job.name}`));
    const { fetched, scans } = await readsOf((db) => {
      return jobSignals(turnOn(db, { jobs, unresolved, since: new Date(TURN_AT.getTime() - 10 * MINUTE_MS) }));
    });
    expect(scans).toBe(0);
    expect(fetched).toBeLessThanOrEqual(300 * BUSY);
  });

  test.each([
    ["the list of jobs", (db: Db) => listJobs({ db, jobs, clock: { now: () => TURN_AT } }, { days: 30 })],
    ["the look for trouble", (db: Db) => readRecentRows(db, names)],
  ])("%s reads the latest rows of each job, too", async (_title, read) => {
    const { fetched, scans } = await readsOf(read);
    expect(scans).toBe(0);
    expect(fetched).toBeLessThanOrEqual(600 * BUSY);
  });
});
