import pg from "pg";

const DAYS = 30;

/** Log lines stand behind the latest of these only: older ones are gone from a real table, too. */
const RUNS_WITH_LINES = 1_000;

/**
 * A month's history of so many runs over the given jobs, and the statistics that belong to it: 95 % completed, the
 * others failed with one of a few errors, partial, timed out or skipped.
 */
export async function fillHistory(databaseUrl: string, { runs, jobs }: { runs: number; jobs: readonly string[] }) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(ROWS, [runs, jobs, DAYS * 86_400]);
    await client.query(STATISTICS);
    await client.query(LINES, [RUNS_WITH_LINES]);
  } finally {
    await client.end();
  }
}

const ROWS = `
  insert into cron_job_logs (id, job_name, status, reason, trigger, schedule_id, scheduled_for, lock_key, attempts, max_attempts, created_at, started_at,
    attempt_started_at, completed_at, duration_ms, result, message, error_message, error, actor, worker)
  select gen_random_uuid(), x.job, x.status, case x.status when 'skipped' then 'already_running' end, 'schedule', 'job:' || x.job, x.at, x.job,
    case x.status when 'skipped' then 0 when 'failed' then 3 else 1 end, 3, x.at, x.at, case when x.status <> 'skipped' then x.at end,
    x.at + x.ms * interval '1 ms', case when x.status <> 'skipped' then x.ms end, '{"processed": 12, "failed": 0, "skipped": 0, "errors": []}',
    'Processed 12 items', case when x.failed then x.sentence end,
    case when x.failed then jsonb_build_object('name', 'Error', 'message', x.sentence, 'code', null, 'stack', null) end, 'platform', 'bench:' || x.n % 3
  from (
    select n, ($2::text[])[1 + n % cardinality($2::text[])] as job, at, ms, status, status in ('failed', 'timed_out') as failed,
      (array['Meta answered 401', 'connect ECONNREFUSED', 'Job timeout after 30 seconds', 'The bucket does not answer'])[1 + n % 4] as sentence
    from generate_series(1, $1::int) n
    cross join lateral (select date_trunc('second', cron_now()) - n * ($3::float8 / $1::int) * interval '1 second' as at, (20 + (n::bigint * 7919) % 3000)::integer as ms,
      case when n % 100 < 95 then 'completed' when n % 100 = 95 then 'partial' when n % 100 = 96 then 'timed_out' when n % 100 = 97 then 'skipped' else 'failed' end as status) y
  ) x`;

const STATISTICS = `
  insert into cron_job_stats_hourly (job_name, hour, shard, completed, partial, failed, timed_out, skipped, sum_ms, min_ms, max_ms, last_run_at, last_success_at, last_failure_at)
  select job_name, date_trunc('hour', started_at, 'UTC'), 0, count(*) filter (where status = 'completed'), count(*) filter (where status = 'partial'),
    count(*) filter (where status = 'failed'), count(*) filter (where status = 'timed_out'), count(*) filter (where status = 'skipped'),
    coalesce(sum(duration_ms), 0), min(duration_ms), max(duration_ms), max(started_at) filter (where status <> 'skipped'),
    max(started_at) filter (where status in ('completed', 'partial')), max(started_at) filter (where status in ('failed', 'timed_out'))
  from cron_job_logs group by 1, 2`;

const LINES = `
  insert into cron_job_log_lines (run_id, at, level, attempt, message)
  select l.id, l.started_at, 'info', 1, 'line ' || n from (select id, started_at from cron_job_logs order by started_at desc limit $1) l, generate_series(1, 20) n`;
