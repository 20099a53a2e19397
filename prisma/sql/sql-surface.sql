-- Views and functions for people, dashboards and psql. In all of them: successful = completed + partial, failed = failed + timed_out +
-- abandoned, total = successful + failed; rates are percent 0-100 with two decimals, null when total is 0; windows are whole hours, counted by
-- started_at.

-- Views and functions for people, dashboards and psql. They answer from the hourly statistics where they can.
-- In all of them: successful = completed + partial, failed = failed + timed_out + abandoned, total = successful + failed;
-- rates are percent 0-100 with two decimals, null when total is 0; windows are whole hours, counted by started_at.
create or replace function cron_window_start(span interval) returns timestamptz language sql volatile set search_path = public, pg_temp
  as $fn$ select date_trunc('hour', cron_now() - span, 'UTC') $fn$;

create or replace function cron_rate(part bigint, total bigint) returns numeric language sql immutable
  as $fn$ select round(100.0 * part / nullif(total, 0), 2) $fn$;

-- The statistics in these words, one row per job and hour. An hour nobody ended a run in has no row.
create or replace view cron_job_hours as
select s.job_name, s.hour,
  sum(s.completed + s.partial)::bigint as successful_runs,
  sum(s.failed + s.timed_out + s.abandoned)::bigint as failed_runs,
  sum(s.completed + s.partial + s.failed + s.timed_out + s.abandoned)::bigint as total_runs,
  sum(s.cancelled)::bigint as cancelled_runs, sum(s.skipped)::bigint as skipped_runs, sum(s.missed)::bigint as missed_runs,
  sum(s.sum_ms)::bigint as sum_ms, min(s.min_ms) as min_ms, max(s.max_ms) as max_ms,
  max(s.last_run_at) as last_run_at, max(s.last_success_at) as last_success_at, max(s.last_failure_at) as last_failure_at
from cron_job_stats_hourly s
group by s.job_name, s.hour;

create or replace view recent_cron_executions as
select l.id, l.job_name, l.status, l.reason, l.trigger, l.scheduled_for, l.started_at, l.completed_at, l.duration_ms, l.attempts, l.message, l.error_message, l.created_at
from cron_job_logs l
where l.started_at >= cron_window_start(interval '7 days')
order by l.started_at desc;

create or replace view cron_job_success_rates as
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

create or replace view failed_cron_jobs as
select l.id, l.job_name, l.status, l.reason, l.trigger, l.scheduled_for, l.started_at, l.completed_at, l.duration_ms, l.attempts, l.error_message, l.created_at
from cron_job_logs l
where l.status in ('failed', 'timed_out', 'abandoned')
order by l.started_at desc
limit 100;

create or replace view running_cron_jobs as
select l.job_name, l.started_at, extract(epoch from cron_now() - l.started_at)::integer as running_duration_seconds
from cron_job_logs l
where l.lane is not null
order by l.started_at;

-- The name behind a name or alias; what no job has stays as it is. Anybody may ask, whatever they may read.
create or replace function cron_job_name_v1(p_name text) returns text language sql stable security definer set search_path = public, pg_temp as $fn$
  select coalesce(
    (select c.job_name from cron_job_config c where c.job_name = p_name),
    (select c.job_name from cron_job_config c where p_name = any(c.aliases) order by c.job_name limit 1),
    p_name) $fn$;

-- A number of days or hours that a window can have. 100 years are more than any history.
create or replace function cron_checked_span_v1(p_of text, p_unit text, p_value integer, p_most integer) returns integer language plpgsql immutable as $fn$
begin
  if p_value is null or p_value < 0 or p_value > p_most then
    raise exception '% expects a number of % from 0 to %, got %', p_of, p_unit, p_most, coalesce(p_value::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  return p_value;
end $fn$;

create or replace function get_cron_job_stats(job text, days integer default 30)
returns table (total_runs bigint, successful_runs bigint, failed_runs bigint, success_rate numeric, avg_duration_ms numeric,
  min_duration_ms integer, max_duration_ms integer, last_run_at timestamptz, last_success_at timestamptz, last_failure_at timestamptz)
language plpgsql set search_path = public, pg_temp as $fn$
declare
  of_job text := cron_job_name_v1(job);
  since timestamptz := cron_window_start(make_interval(days => cron_checked_span_v1('get_cron_job_stats', 'days', days, 36500)));
begin
  return query
  select coalesce(sum(h.total_runs), 0)::bigint, coalesce(sum(h.successful_runs), 0)::bigint, coalesce(sum(h.failed_runs), 0)::bigint,
    cron_rate(sum(h.successful_runs)::bigint, sum(h.total_runs)::bigint), round(sum(h.sum_ms) / nullif(sum(h.total_runs), 0), 2),
    min(h.min_ms)::integer, max(h.max_ms)::integer, max(h.last_run_at)::timestamptz, max(h.last_success_at)::timestamptz, max(h.last_failure_at)::timestamptz
  from cron_job_hours h
  where h.job_name = of_job and h.hour >= since;
end $fn$;

create or replace function get_cron_job_timeline(job text, hours integer default 24)
returns table (time_bucket timestamptz, executions bigint, successes bigint, failures bigint, avg_duration_ms numeric)
language plpgsql set search_path = public, pg_temp as $fn$
declare
  of_job text := cron_job_name_v1(job);
  since timestamptz := cron_window_start(make_interval(hours => cron_checked_span_v1('get_cron_job_timeline', 'hours', hours, 876000)));
begin
  return query
  select h.hour::timestamptz, h.total_runs, h.successful_runs, h.failed_runs, round(h.sum_ms::numeric / h.total_runs, 2)
  from cron_job_hours h
  where h.job_name = of_job and h.total_runs > 0 and h.hour >= since
  order by h.hour;
end $fn$;

-- Deletes ended and never-run rows that began more than `days` days ago, with their log lines; the statistics stay, and so
-- do runs with open tasks and the newest slot of each schedule, for it refuses a repeated delivery (as in cron_delete_old_v1).
create or replace function cleanup_old_cron_logs(days integer default 30) returns integer language plpgsql set search_path = public, pg_temp as $fn$
declare deleted integer;
begin
  with gone as (
    delete from cron_job_logs l
    where l.started_at < cron_now() - make_interval(days => cron_checked_span_v1('cleanup_old_cron_logs', 'days', days, 36500)) and l.completed_at is not null
      and (l.schedule_id is null
        or exists (select 1 from cron_job_logs later where later.schedule_id = l.schedule_id and later.scheduled_for > l.scheduled_for))
      and not exists (select 1 from cron_run_tasks t where t.run_id = l.id and t.completed_at is null)
    returning l.id
  ), lines as (
    delete from cron_job_log_lines n using gone where n.run_id = gone.id
  )
  select count(*) into deleted from gone;
  return deleted;
end $fn$;

-- An id that sorts by its time, as the application makes them (UUIDv7): the audit log is read in the order of its ids.
create or replace function cron_uuid7_v1(p_at timestamptz) returns uuid language sql volatile set search_path = public, pg_temp as $fn$
  select (lpad(to_hex(floor(extract(epoch from p_at) * 1000)::bigint), 12, '0') || '7' || substr(r.random, 2, 3) || '8' || substr(r.random, 5, 15))::uuid
  from (select replace(gen_random_uuid()::text, '-', '') as random) r $fn$;

-- Switches a job, by its name or an alias, on or off, and writes who did: a user's id or e-mail, else the database's role.
-- Answers whether there is such a job; without one nothing changes.
create or replace function toggle_cron_job(job text, enabled boolean, "user" text default null) returns boolean language plpgsql
set search_path = public, pg_temp as $fn$
declare
  c record;
  person record;
  actor text;
begin
  if toggle_cron_job.enabled is null then
    raise exception 'toggle_cron_job expects true or false, got null' using errcode = 'invalid_parameter_value';
  end if;
  select u.id, u.email into person from "user" u where u.id = toggle_cron_job."user" or u.email = toggle_cron_job."user" limit 1;
  if toggle_cron_job."user" is not null and person.id is null then
    raise exception 'toggle_cron_job expects a user''s id or e-mail address, got %', toggle_cron_job."user" using errcode = 'invalid_parameter_value';
  end if;
  actor := left(coalesce(person.email, 'sql:' || session_user), 200);
  select k.job_name, k.enabled, k.notes into c from cron_job_config k where k.job_name = cron_job_name_v1(toggle_cron_job.job) for update;
  if not found then return false; end if;
  perform set_config('belfry.actor', actor, true);
  update cron_job_config k set enabled = toggle_cron_job.enabled, notes = null, last_modified_at = cron_now(), last_modified_by = person.id,
    last_modified_actor = actor
  where k.job_name = c.job_name;
  perform set_config('belfry.actor', '', true);
  insert into cron_audit_log (id, at, actor, action, target, before, after)
  values (cron_uuid7_v1(cron_now()), cron_now(), actor, 'job.toggle', c.job_name,
    jsonb_build_object('enabled', c.enabled, 'notes', c.notes), jsonb_build_object('enabled', toggle_cron_job.enabled, 'notes', null));
  return true;
end $fn$;

-- For a uuid column or cast: functions do not turn one into text by themselves.
create or replace function toggle_cron_job(job text, enabled boolean, "user" uuid) returns boolean language sql set search_path = public, pg_temp as $fn$
  select toggle_cron_job(job, enabled, "user"::text) $fn$;

-- A switch that is turned by a plain update, not by the application or toggle_cron_job (which say in belfry.actor who
-- turns it): the database's role is kept as who did it, and the audit log has a row. What follows the code is no switch.
create or replace function cron_job_switched_by_hand() returns trigger language plpgsql set search_path = public, pg_temp as $fn$
begin
  if coalesce(current_setting('belfry.actor', true), '') <> '' then return new; end if;
  new.last_modified_at := cron_now();
  new.last_modified_actor := left('sql:' || session_user, 200);
  new.last_modified_by := null;
  insert into cron_audit_log (id, at, actor, action, target, before, after)
  values (cron_uuid7_v1(cron_now()), cron_now(), new.last_modified_actor, 'job.toggle', new.job_name,
    jsonb_build_object('enabled', old.enabled, 'notes', old.notes), jsonb_build_object('enabled', new.enabled, 'notes', new.notes));
  return new;
end $fn$;

create or replace trigger cron_job_config_switched before update on cron_job_config for each row
  when (old.enabled is not null and new.enabled is distinct from old.enabled and new.enabled_by_code is not distinct from old.enabled_by_code)
  execute function cron_job_switched_by_hand();
