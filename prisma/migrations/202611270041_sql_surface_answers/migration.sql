-- The SQL surface knows the registered jobs and their aliases, refuses what makes no sense, and works for any role.

-- AlterTable
ALTER TABLE "cron_job_config" ADD COLUMN "aliases" TEXT[] NOT NULL DEFAULT '{}',
ADD COLUMN "enabled_by_code" BOOLEAN,
ALTER COLUMN "last_modified_at" DROP NOT NULL;

-- Gives every registered job its row and follows the code in what nobody changed. A job that left the code keeps its row.
create function cron_register_jobs_v1(p_jobs json) returns void language sql as $fn$
  insert into cron_job_config as c (job_name, aliases, enabled, enabled_by_code, last_modified_at)
  select j.job_name, j.aliases, j.enabled_by_default, j.enabled_by_default, null
  from json_to_recordset(p_jobs) as j(job_name text, aliases text[], enabled_by_default boolean)
  order by j.job_name
  on conflict (job_name) do update set aliases = excluded.aliases, enabled_by_code = excluded.enabled_by_code,
    enabled = case when c.enabled is null or c.enabled = c.enabled_by_code then excluded.enabled_by_code else c.enabled end
  where (c.aliases, c.enabled_by_code, c.enabled is null) is distinct from (excluded.aliases, excluded.enabled_by_code, false) $fn$;

-- The name behind a name or alias; what no job has stays as it is. Anybody may ask, whatever they may read.
create function cron_job_name_v1(p_name text) returns text language sql stable security definer set search_path = public, pg_temp as $fn$
  select coalesce(
    (select c.job_name from cron_job_config c where c.job_name = p_name),
    (select c.job_name from cron_job_config c where p_name = any(c.aliases) order by c.job_name limit 1),
    p_name) $fn$;

-- A number of days or hours that a window can have. 100 years are more than any history.
create function cron_checked_span_v1(p_of text, p_unit text, p_value integer, p_most integer) returns integer language plpgsql immutable as $fn$
begin
  if p_value is null or p_value < 0 or p_value > p_most then
    raise exception '% expects a number of % from 0 to %, got %', p_of, p_unit, p_most, coalesce(p_value::text, 'null')
      using errcode = 'invalid_parameter_value';
  end if;
  return p_value;
end $fn$;

-- The views call it for roles whose search_path is not ours.
alter function cron_window_start(interval) set search_path = public, pg_temp;

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

-- Switches a job, by its name or an alias, on or off, and writes who did: a user's id or e-mail, else the database's role.
-- Answers whether there is such a job; without one nothing changes.
create or replace function toggle_cron_job(job text, enabled boolean, "user" text default null) returns boolean language plpgsql
set search_path = public, pg_temp as $fn$
declare
  c record;
  person record;
begin
  if toggle_cron_job.enabled is null then
    raise exception 'toggle_cron_job expects true or false, got null' using errcode = 'invalid_parameter_value';
  end if;
  select u.id, u.email into person from "user" u where u.id = toggle_cron_job."user" or u.email = toggle_cron_job."user" limit 1;
  if toggle_cron_job."user" is not null and person.id is null then
    raise exception 'toggle_cron_job expects a user''s id or e-mail address, got %', toggle_cron_job."user" using errcode = 'invalid_parameter_value';
  end if;
  select k.job_name, k.enabled, k.notes into c from cron_job_config k where k.job_name = cron_job_name_v1(toggle_cron_job.job) for update;
  if not found then return false; end if;
  update cron_job_config k set enabled = toggle_cron_job.enabled, notes = null, last_modified_at = cron_now(), last_modified_by = person.id
  where k.job_name = c.job_name;
  insert into cron_audit_log (id, at, actor, action, target, before, after)
  values (gen_random_uuid(), cron_now(), coalesce(person.email, 'sql:' || session_user), 'job.toggle', c.job_name,
    jsonb_build_object('enabled', c.enabled, 'notes', c.notes), jsonb_build_object('enabled', toggle_cron_job.enabled, 'notes', null));
  return true;
end $fn$;

-- For a uuid column or cast: functions do not turn one into text by themselves.
create function toggle_cron_job(job text, enabled boolean, "user" uuid) returns boolean language sql set search_path = public, pg_temp as $fn$
  select toggle_cron_job(job, enabled, "user"::text) $fn$;

-- The card's update by hand leaves what a force-end leaves, so that whoever waits for the run is told the same: the
-- sentence in error_message, the error, and the attempt that was cut off.
create or replace function cron_logs_ended_by_hand() returns trigger language plpgsql set search_path = public, pg_temp as $fn$
declare n timestamptz := cron_now();
begin
  if new.status in ('queued', 'started', 'retrying') then return new; end if;
  if old.status = 'started' then
    new.attempt_log := coalesce(old.attempt_log, '[]') || cron_attempt_v1(old.attempts, coalesce(old.attempt_started_at, old.started_at), n,
      'abandoned', coalesce(new.error_message, 'ended by hand in the database'), old.worker, old.fence);
  end if;
  if new.status = 'failed' then
    if new.error_message is not distinct from old.error_message then new.error_message := 'ended by hand in the database'; end if;
    if new.error is not distinct from old.error then
      new.error := jsonb_build_object('name', 'EndedByHand', 'message', new.error_message, 'code', 'by_hand', 'stack', null);
    end if;
  end if;
  new.lane := null; new.lease_expires_at := null; new.next_attempt_at := null;
  new.fence := nextval('cron_fence_seq');
  new.reason := case when new.reason is distinct from old.reason then new.reason else 'by_hand' end;
  new.completed_at := greatest(coalesce(new.completed_at, n), new.started_at);
  if new.attempt_started_at is not null then
    new.duration_ms := coalesce(new.duration_ms, cron_ms_between_v1(new.started_at, new.completed_at));
  end if;
  perform cron_count_endings_v1(array[row(new.job_name, new.status, new.started_at, new.duration_ms)::cron_ending]);
  return new;
end $fn$;

-- Nothing calls them any more.
drop function cron_claim_v1(text, integer, integer, text[], text[], text);
drop function cron_refuse_v1(json);
