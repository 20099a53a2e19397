import { SEVERITIES, type Severity } from "../cron/words/vocabulary.ts";
import { readScheduler } from "../dashboard/schedules/scheduler.ts";
import type { DashboardDeps } from "../dashboard/words/deps.ts";
import { type Db, Prisma } from "../db.ts";
import type { JobTotals } from "./job-totals.ts";
import { DURATION_BOUNDS_MS, NO_BOUND, readCounts } from "./metric-counts.ts";

/** How many waiting rows are counted at most: beyond it a queue is long, and counting it would only load it more. */
const COUNTED_AT_MOST = 100_000;

interface Durations {
  /** Runs within each bound, those of the smaller ones included; the last is of all. */
  upTo: number[];
  sumSeconds: number;
}

/** What a scrape tells, read from rows. Jobs are the registry's: what left the code is told of no more. */
export interface Figures {
  totals: JobTotals[];
  running: Map<string, number>;
  durations: Map<string, Durations>;
  leaseLosses: Map<string, number>;
  /** Due runs that wait, and tasks that wait. */
  queueDepth: number;
  tasksWaiting: number;
  lagSeconds: number;
  incidents: Record<Severity, number>;
  outbox: { waiting: number; dead: number; oldestSeconds: number };
  /** Calls with a wrong secret in the last hour. */
  refused: number;
  metrics: { jobName: string; name: string; value: number }[];
}

/** @param totals of all endings: see `TotalsReader` */
export async function readFigures(deps: DashboardDeps, totals: JobTotals[]): Promise<Figures> {
  const { db } = deps;
  const names = deps.jobs.map(({ name }) => name);
  const [running, counts, scheduler, waiting, incidents, own, kept] = await Promise.all([
    readRunning(db),
    readCounts(db, names),
    readScheduler(deps),
    readWaiting(db),
    readIncidents(db),
    readLatestRuns(db, totals),
    readLatestMetrics(db, names),
  ]);
  const known = new Set(names);
  const counted = (name: string) => counts.filter((count) => count.name === name);
  return {
    totals,
    running: new Map(running.filter(({ jobName }) => known.has(jobName)).map((row) => [row.jobName, row.count])),
    durations: new Map(names.map((name) => [name, durationsOf(counts.filter(({ jobName }) => jobName === name))])),
    leaseLosses: new Map(counted("lease_losses").map(({ jobName, value }) => [jobName, value])),
    queueDepth: scheduler.queueDepth,
    lagSeconds: scheduler.lagMs / 1000,
    tasksWaiting: waiting.tasks,
    refused: waiting.refused,
    outbox: { waiting: waiting.messages, dead: waiting.dead, oldestSeconds: waiting.oldestSeconds },
    incidents,
    metrics: [...own, ...kept],
  };
}

function durationsOf(counts: Awaited<ReturnType<typeof readCounts>>): Durations {
  const runs = new Map(counts.filter(({ name }) => name === "duration_runs").map(({ bound, value }) => [bound, value]));
  let sum = 0;
  const upTo = [...DURATION_BOUNDS_MS, NO_BOUND].map((bound) => {
    sum += runs.get(bound) ?? 0;
    return sum;
  });
  return { upTo, sumSeconds: (counts.find(({ name }) => name === "duration_ms")?.value ?? 0) / 1000 };
}

/** By the index of taken lanes, which holds running runs and nothing else. */
async function readRunning(db: Db): Promise<{ jobName: string; count: number }[]> {
  return await db.$queryRaw`
    select job_name as "jobName", count(*)::float8 as count from cron_job_logs where lane is not null group by 1`;
}

interface Waiting {
  tasks: number;
  messages: number;
  oldestSeconds: number;
  dead: number;
  refused: number;
}

/** Each part by an index that holds little else than what is counted. */
async function readWaiting(db: Db): Promise<Waiting> {
  const limit = Prisma.sql`limit ${COUNTED_AT_MOST}`;
  const [row] = await db.$queryRaw<Waiting[]>`
    select
      (select count(*)::float8 from (select 1 from cron_run_tasks where next_attempt_at is not null ${limit}) t) as tasks,
      m.messages, m."oldestSeconds",
      (select count(*)::float8 from (select 1 from outbox_messages where state = 'dead' ${limit}) d) as dead,
      (select coalesce(sum(1 + sampled), 0)::float8 from cron_calls
        where status in (401, 429) and at > cron_now() - interval '1 hour') as refused
    from (select count(*)::float8 as messages,
                 coalesce(greatest(0, extract(epoch from cron_now() - min(created_at))), 0)::float8 as "oldestSeconds"
            from (select created_at from outbox_messages where state in ('queued', 'sending') ${limit}) q) m`;
  return row ?? { tasks: 0, messages: 0, oldestSeconds: 0, dead: 0, refused: 0 };
}

async function readIncidents(db: Db): Promise<Record<Severity, number>> {
  const rows = await db.$queryRaw<{ severity: Severity; count: number }[]>`
    select severity, count(*)::float8 as count from incidents where resolved_at is null group by 1`;
  const none = Object.fromEntries(SEVERITIES.map((severity) => [severity, 0])) as Record<Severity, number>;
  return { ...none, ...Object.fromEntries(rows.map(({ severity, count }) => [severity, count])) };
}

/**
 * What every run has by itself, of each job's latest run that ended. The statistics say when it began: to look for the
 * newest row of a job that ran long ago, Postgres might read all that the others did since.
 */
async function readLatestRuns(db: Db, totals: readonly JobTotals[]): Promise<Figures["metrics"]> {
  const ran = totals.flatMap(({ jobName, lastRunAt }) => (lastRunAt === null ? [] : { jobName, at: lastRunAt }));
  type Row = { jobName: string; duration: number; processed: number | null; failed: number | null };
  const rows = await db.$queryRaw<Row[]>`
    select r.job_name as "jobName", r.duration_ms / 1000.0::float8 as duration,
           case when jsonb_typeof(r.result -> 'processed') = 'number' then (r.result ->> 'processed')::float8 end as processed,
           case when jsonb_typeof(r.result -> 'failed') = 'number' then (r.result ->> 'failed')::float8 end as failed
      from unnest(${ran.map(({ jobName }) => jobName)}::text[], ${ran.map(({ at }) => at)}::timestamptz[]) j(name, at)
     cross join lateral (
        select l.* from cron_job_logs l
         where l.job_name = j.name and l.started_at = j.at and l.duration_ms is not null limit 1) r`;
  return rows.flatMap(({ jobName, ...values }) =>
    Object.entries(values).flatMap(([name, value]) => (value === null ? [] : { jobName, name, value })),
  );
}

/** What the latest run of each job that told any kept with `ctx.metric`: at most 20 a job. */
async function readLatestMetrics(db: Db, names: readonly string[]): Promise<Figures["metrics"]> {
  return await db.$queryRaw`
    select j.name as "jobName", m.name, m.value
      from unnest(${[...names]}::text[]) j(name)
     cross join lateral (select run_id from cron_run_metrics r where r.job_name = j.name order by r.at desc limit 1) latest
      join cron_run_metrics m on m.run_id = latest.run_id
     order by 1, 2`;
}
