-- Endings, counted by job and hour.

alter table cron_job_stats_hourly set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

-- Sharded by connection: 32 callers that finish runs of one job would otherwise queue for one row (0.37 of the rate).
create or replace function cron_count_endings_v1(endings cron_ending[]) returns void language plpgsql as $fn$
declare one cron_ending := endings[1];
begin
  -- One completed run in an hour that has its row, as nearly every lone finish is: the same at a third of the cost.
  if cardinality(endings) = 1 and one.status = 'completed' then
    update cron_job_stats_hourly s set completed = s.completed + 1, sum_ms = s.sum_ms + one.duration_ms,
      min_ms = least(s.min_ms, one.duration_ms), max_ms = greatest(s.max_ms, one.duration_ms),
      last_run_at = greatest(s.last_run_at, one.started_at), last_success_at = greatest(s.last_success_at, one.started_at)
    where s.job_name = one.job_name and s.hour = date_trunc('hour', one.started_at, 'UTC') and s.shard = pg_backend_pid() % 8;
    if found then return; end if;
  end if;
  insert into cron_job_stats_hourly as s (job_name, hour, shard, completed, partial, failed, timed_out, abandoned, cancelled,
    skipped, missed, sum_ms, min_ms, max_ms, last_run_at, last_success_at, last_failure_at)
  select e.job_name, date_trunc('hour', e.started_at, 'UTC'), pg_backend_pid() % 8,
    count(*) filter (where e.status = 'completed'), count(*) filter (where e.status = 'partial'),
    count(*) filter (where e.status = 'failed'), count(*) filter (where e.status = 'timed_out'),
    count(*) filter (where e.status = 'abandoned'), count(*) filter (where e.status = 'cancelled'),
    count(*) filter (where e.status = 'skipped'), count(*) filter (where e.status = 'missed'),
    coalesce(sum(e.duration_ms) filter (where k.counts), 0), min(e.duration_ms) filter (where k.counts), max(e.duration_ms) filter (where k.counts),
    max(e.started_at) filter (where k.counts), max(e.started_at) filter (where k.succeeded), max(e.started_at) filter (where k.counts and not k.succeeded)
  from unnest(endings) e
  cross join lateral (select e.status in ('completed', 'partial', 'failed', 'timed_out', 'abandoned') as counts, e.status in ('completed', 'partial') as succeeded) k
  group by 1, 2
  order by 1, 2
  on conflict (job_name, hour, shard) do update set
    completed = s.completed + excluded.completed, partial = s.partial + excluded.partial,
    failed = s.failed + excluded.failed, timed_out = s.timed_out + excluded.timed_out,
    abandoned = s.abandoned + excluded.abandoned, cancelled = s.cancelled + excluded.cancelled,
    skipped = s.skipped + excluded.skipped, missed = s.missed + excluded.missed,
    sum_ms = s.sum_ms + excluded.sum_ms, min_ms = least(s.min_ms, excluded.min_ms), max_ms = greatest(s.max_ms, excluded.max_ms),
    last_run_at = greatest(s.last_run_at, excluded.last_run_at), last_success_at = greatest(s.last_success_at, excluded.last_success_at),
    last_failure_at = greatest(s.last_failure_at, excluded.last_failure_at);
end $fn$;

create or replace function cron_count_never_ran_v1(endings cron_never_ran[]) returns void language sql as $fn$
  insert into cron_job_stats_hourly as s (job_name, hour, shard, skipped, missed)
  select e.job_name, date_trunc('hour', e.slot, 'UTC'), pg_backend_pid() % 8,
    coalesce(sum(e.slots) filter (where e.status = 'skipped'), 0), coalesce(sum(e.slots) filter (where e.status = 'missed'), 0)
  from unnest(endings) e group by 1, 2 order by 1, 2
  on conflict (job_name, hour, shard) do update set skipped = s.skipped + excluded.skipped, missed = s.missed + excluded.missed $fn$;
