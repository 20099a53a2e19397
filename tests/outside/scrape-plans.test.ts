import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Prisma } from "../../lib/db.ts";
import { backgroundClock } from "../../lib/observe/machine.ts";
import { TotalsReader } from "../../lib/outside/job-totals.ts";
import { MetricCounts } from "../../lib/outside/metric-counts.ts";
import { readFigures } from "../../lib/outside/read-figures.ts";
import { listedJobs } from "../dashboard/run-rows.ts";
import { type DomainDb, openDomainDb } from "../support/domain-db.ts";

const ROWS = 60_000;
const [job] = listedJobs;
if (!job) throw new Error("expected a job to look at");
const NAMES = listedJobs.map(({ name }) => name);

let domain: DomainDb;
beforeAll(async () => {
  domain = await openDomainDb();
  await domain.db.$executeRaw`
    insert into cron_job_logs (id, job_name, status, trigger, lock_key, attempts, attempt_started_at, started_at, completed_at, duration_ms, result)
    select gen_random_uuid(), ${job.name}, 'completed', 'schedule', 'key-' || i, 1, at, at, at, 5, '{"processed":1,"failed":0}'
      from generate_series(1, ${ROWS}) i, lateral (select now() - i * interval '2 minutes' as at) x`;
  await domain.db.$executeRaw`
    insert into cron_job_stats_hourly (job_name, hour, shard, completed, sum_ms, last_run_at)
    select ${job.name}, date_trunc('hour', now()) - h * interval '1 hour', s, 1, 5, (select max(started_at) from cron_job_logs) from generate_series(0, 7999) h, generate_series(0, 7) s`;
  await domain.db.$executeRaw`
    insert into cron_run_metrics (run_id, name, job_name, at, value)
    select gen_random_uuid(), 'rows', ${job.name}, now() - i * interval '1 second', i from generate_series(1, ${ROWS}) i`;
  await domain.db.$executeRaw`
    insert into outbox_messages (id, dedupe_key, kind, address, payload, state, next_attempt_at, created_at, delivered_at)
    select gen_random_uuid(), 'key-' || i, 'mail', 'x', '{}', 'delivered', now(), now(), now() from generate_series(1, ${ROWS}) i`;
  await domain.db.$executeRaw`analyze`;
}, 120_000);
afterAll(() => domain.close());

interface Entries {
  name: string;
  read: number;
}

/** How many entries of each table (by scans of the whole) and of each index this transaction read so far. */
const ENTRIES_READ = Prisma.sql`
  select relname as name, pg_stat_get_xact_tuples_returned(oid)::float8 as read from pg_class
   where relkind in ('r', 'i') and relnamespace = 'public'::regnamespace`;

describe("a scrape over many rows", () => {
  it("reads no table of history as a whole, and little of each by its indexes", async () => {
    const clock = { now: () => new Date() };
    const totals = new TotalsReader(domain.db, NAMES);
    const sums = await totals.read(clock.now());
    // Over a connection that has read nothing yet: what it has to report is then of this alone.
    const { figures, rows } = await domain.another().$transaction(async (tx) => {
      await tx.$executeRaw`set local max_parallel_workers_per_gather = 0`; // workers report for themselves
      const read = await readFigures({ db: tx as typeof domain.db, jobs: listedJobs, clock }, sums);
      return { figures: read, rows: await tx.$queryRaw<Entries[]>(ENTRIES_READ) };
    });
    expect(figures.totals.find(({ jobName }) => jobName === job.name)?.completed).toBe(64_000);
    expect(figures.metrics).toEqual([
      { jobName: job.name, name: "duration", value: 0.005 },
      { jobName: job.name, name: "processed", value: 1 },
      { jobName: job.name, name: "failed", value: 0 },
      { jobName: job.name, name: "rows", value: 1 },
    ]);
    expect(rows.filter(({ read }) => read > 1_000)).toEqual([]);
    expect(rows.filter(({ read }) => read > 0)).not.toEqual([]);
  });

  it("counts each hour once, also when the days past move on", async () => {
    const totals = new TotalsReader(domain.db, NAMES);
    const sums: (number | undefined)[] = [];
    for (const hours of [0, 1, 23, 24, 49]) {
      const now = new Date(Date.now() + hours * 3_600_000);
      sums.push((await totals.read(now)).find(({ jobName }) => jobName === job.name)?.completed);
    }
    expect(sums).toEqual([64_000, 64_000, 64_000, 64_000, 64_000]);
  });

  it("adds what several processes counted, and counts nothing twice that waited for the database", async () => {
    const run = { jobName: "busy", status: "completed", durationMs: 700 } as const;
    const broken = { $executeRaw: () => Promise.reject(new Error("away")) } as unknown as typeof domain.db;
    const told: unknown[] = [];
    const parts = { clock: backgroundClock, random: () => 0.5, onFailure: (error: unknown) => told.push(error) };
    const processes = [new MetricCounts({ ...parts, db: domain.db }), new MetricCounts({ ...parts, db: domain.db })];
    for (const { follow } of processes) {
      for (let n = 0; n < 50; n += 1) follow({ type: "run_ended", run: run as never });
    }
    await Promise.all(processes.map((one) => one.close()));
    const away = new MetricCounts({ ...parts, db: broken });
    away.follow({ type: "run_ended", run: run as never });
    await away.flush();
    await away.close();
    expect(told).toHaveLength(1);
    const rows = await domain.db.cronMetricCount.findMany({ where: { jobName: "busy" }, orderBy: { name: "asc" } });
    expect(rows).toEqual([
      { name: "duration_ms", jobName: "busy", bound: 0, value: 70_000 },
      { name: "duration_runs", jobName: "busy", bound: 1_000, value: 100 },
    ]);
  });
});
