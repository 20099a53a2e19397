-- Views and functions for people, dashboards and psql. They answer from the hourly statistics where they can.
-- In all of them: successful = completed + partial, failed = failed + timed_out + abandoned, total = successful + failed;
-- rates are percent 0-100 with two decimals, null when total is 0; windows are whole hours, counted by started_at.

create function cron_window_start(span interval) returns timestamptz language sql volatile
  as $fn$ select date_trunc('hour', cron_now() - span, 'UTC') $fn$;

create function cron_rate(part bigint, total bigint) returns numeric language sql immutable
  as $fn$ select round(100.0 * part / nullif(total, 0), 2) $fn$;

-- The statistics in these words, one row per job and hour. An hour nobody ended a run in has no row.
create view cron_job_hours as
select s.job_name, s.hour,
  sum(s.completed + s.partial)::bigint as successful_runs,
  sum(s.failed + s.timed_out + s.abandoned)::bigint as failed_runs,
  sum(s.completed + s.partial + s.failed + s.timed_out + s.abandoned)::bigint as total_runs,
  sum(s.cancelled)::bigint as cancelled_runs, sum(s.skipped)::bigint as skipped_runs, sum(s.missed)::bigint as missed_runs,
  sum(s.sum_ms)::bigint as sum_ms, min(s.min_ms) as min_ms, max(s.max_ms) as max_ms,
  max(s.last_run_at) as last_run_at, max(s.last_success_at) as last_success_at, max(s.last_failure_at) as last_failure_at
from cron_job_stats_hourly s
group by s.job_name, s.hour;

create view recent_cron_executions as
select l.id, l.job_name, l.status, l.reason, l.trigger, l.scheduled_for, l.started_at, l.completed_at, l.duration_ms, l.attempts, l.message, l.error_message, l.created_at
from cron_job_logs l
where l.started_at >= cron_window_start(interval '7 days')
order by l.started_at desc;

create view cron_job_success_rates as
select h.job_name,
  sum(h.successful_runs)::bigint as successful_runs,
  sum(h.failed_runs)::bigint as failed_runs,
  sum(h.total_runs)::bigint as total_runs,
  cron_rate(sum(h.successful_runs)::bigint, sum(h.total_runs)::bigint) as success_rate_percentage,
  round(sum(h.sum_ms) / nullif(sum(h.total_runs), 0), 2) as avg_duration_ms,
  max(h.last_run_at) as last_run_at
from cron_job_hours h
where h.hour >= cron_window_start(interval '30 days')
group by h.job_name;

create view failed_cron_jobs as
select l.id, l.job_name, l.status, l.reason, l.trigger, l.scheduled_for, l.started_at, l.completed_at, l.duration_ms, l.attempts, l.error_message, l.created_at
from cron_job_logs l
where l.status in ('failed', 'timed_out', 'abandoned')
order by l.started_at desc
limit 100;

create view running_cron_jobs as
select l.job_name, l.started_at, extract(epoch from cron_now() - l.started_at)::integer as running_duration_seconds
from cron_job_logs l
where l.lane is not null
order by l.started_at;

create function get_cron_job_stats(job text, days integer default 30)
returns table (total_runs bigint, successful_runs bigint, failed_runs bigint, success_rate numeric, avg_duration_ms numeric,
  min_duration_ms integer, max_duration_ms integer, last_run_at timestamptz, last_success_at timestamptz, last_failure_at timestamptz)
language sql volatile as $fn$
  select coalesce(sum(h.total_runs), 0)::bigint, coalesce(sum(h.successful_runs), 0)::bigint, coalesce(sum(h.failed_runs), 0)::bigint,
    cron_rate(sum(h.successful_runs)::bigint, sum(h.total_runs)::bigint), round(sum(h.sum_ms) / nullif(sum(h.total_runs), 0), 2),
    min(h.min_ms), max(h.max_ms), max(h.last_run_at), max(h.last_success_at), max(h.last_failure_at)
  from cron_job_hours h
  where h.job_name = job and h.hour >= cron_window_start(make_interval(days => days)) $fn$;

create function get_cron_job_timeline(job text, hours integer default 24)
returns table (time_bucket timestamptz, executions bigint, successes bigint, failures bigint, avg_duration_ms numeric)
language sql volatile as $fn$
  select h.hour, h.total_runs, h.successful_runs, h.failed_runs, round(h.sum_ms::numeric / h.total_runs, 2)
  from cron_job_hours h
  where h.job_name = job and h.total_runs > 0 and h.hour >= cron_window_start(make_interval(hours => hours))
  order by h.hour $fn$;

-- Deletes ended and never-run rows that began more than `days` days ago, with their log lines; the statistics stay.
create function cleanup_old_cron_logs(days integer default 30) returns integer language plpgsql as $fn$
declare deleted integer;
begin
  if days is null or days < 0 then
    raise exception 'cleanup_old_cron_logs expects a number of days of at least 0, got %', coalesce(days::text, 'null');
  end if;
  with gone as (
    delete from cron_job_logs l
    where l.started_at < cron_now() - make_interval(days => days) and l.status not in ('queued', 'started', 'retrying')
    returning l.id
  ), lines as (
    delete from cron_job_log_lines n using gone where n.run_id = gone.id
  )
  select count(*) into deleted from gone;
  return deleted;
end $fn$;

create function toggle_cron_job(job text, enabled boolean, "user" text default null) returns boolean language plpgsql as $fn$
begin
  insert into cron_job_config as c (job_name, enabled, last_modified_at, last_modified_by)
  values (toggle_cron_job.job, toggle_cron_job.enabled, cron_now(), toggle_cron_job."user")
  on conflict (job_name) do update set enabled = excluded.enabled, last_modified_at = excluded.last_modified_at, last_modified_by = excluded.last_modified_by;
  return true;
end $fn$;
