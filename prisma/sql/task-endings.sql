-- How a task ends or waits anew: finish, rescue, cancel, and the deletion with its run.

-- An ending, or `retrying` with what the hand-over does to the attempt counter. `pause_ms` holds the whole key back; a
-- longer pause that is on already stays.
create or replace function cron_finish_tasks_v1(ids uuid[], fins json)
returns table (id uuid, fence bigint, applied boolean, status text) language plpgsql
set enable_nestloop = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  written bigint;
begin
  with lk as materialized (
    select t.id, t.run_id, t.key, c.attempts, n - f.lag_ms * interval '1 millisecond' as ended_at,
      case when f.kind = 'ended' then f.status
           when t.abort_reason = 'cancel' then 'cancelled'
           when c.attempts >= t.max_attempts then 'abandoned'
           else 'retrying' end as becomes,
      f.retry_ms, f.costs, f.pause_ms, f.result, f.error, f.lines
    from json_to_recordset(fins) as f(id uuid, fence bigint, kind text, status text, lag_ms integer, retry_ms integer, costs text, pause_ms integer,
      result jsonb, error jsonb, lines json)
    join cron_run_tasks t on t.id = f.id and t.fence = f.fence
    -- As for runs, from the third interruption on the attempt counts; from the eleventh deferral on so does a Retry-After.
    cross join lateral (select t.attempts - case when (f.costs = 'interruption' and t.interruptions < 2) or (f.costs = 'deferral' and t.deferrals < 10)
      then 1 else 0 end as attempts) c
    where t.id = any(ids) and t.lane is not null
    order by t.key, t.id for update of t
  ), up as (
    update cron_run_tasks t set
      status = lk.becomes, lane = null, lease_expires_at = null, attempts = lk.attempts,
      abort_reason = case when lk.becomes <> 'retrying' then t.abort_reason end,
      next_attempt_at = case when lk.becomes = 'retrying' then n + lk.retry_ms * interval '1 millisecond' end,
      completed_at = case when lk.becomes <> 'retrying' then greatest(t.started_at, lk.ended_at) end,
      duration_ms = case when lk.becomes <> 'retrying' then cron_ms_between_v1(t.started_at, lk.ended_at) end,
      interruptions = t.interruptions + case when lk.costs = 'interruption' then 1 else 0 end,
      deferrals = t.deferrals + case when lk.costs = 'deferral' then 1 else 0 end,
      result = lk.result, error = lk.error
    from lk where t.id = lk.id and t.id = any(ids)
    returning 1
  ), ln as (
    insert into cron_job_log_lines (run_id, at, level, attempt, message, fields)
    select lk.run_id, y.at, y.level, y.attempt, y.message, y.fields
    from lk cross join lateral json_to_recordset(lk.lines) as y(at timestamptz, level text, attempt smallint, message text, fields jsonb)
  ), ps as (
    insert into cron_key_pauses as p (key, until, reason)
    select lk.key, n + max(lk.pause_ms) * interval '1 millisecond', coalesce(max(lk.error ->> 'message'), 'Retry-After')
    from lk where lk.pause_ms > 0 group by lk.key order by lk.key
    on conflict (key) do update set until = greatest(p.until, excluded.until), reason = excluded.reason
  )
  select count(*) into written from up;

  -- A new snapshot: it sees what was just written, and equally a finish whose first answer was lost.
  return query
  select f.id, f.fence, t.id is not null, t.status::text
  from json_to_recordset(fins) as f(id uuid, fence bigint, kind text, status text)
  left join cron_run_tasks t on t.id = f.id and t.id = any(ids) and t.fence = f.fence and t.lane is null
    and (t.status = f.status or (f.kind = 'retrying' and t.status in ('retrying', 'cancelled', 'abandoned')));
end $fn$;

-- Takes tasks whose lease is over out of `started`, and forgets pauses that are over. The fence rises: the old holder
-- can change nothing.
create or replace function cron_rescue_tasks_v1(p_limit integer) returns table (id uuid, run_id uuid, job_name text, status text) language plpgsql
set enable_nestloop = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare n timestamptz := cron_now();
begin
  delete from cron_key_pauses p where p.key = any(array(
    select o.key from cron_key_pauses o where o.until < n order by o.key limit p_limit for update skip locked));
  return query
  with dead as materialized (
    select t.id, case when t.abort_reason = 'cancel' then 'cancelled'
                      when t.attempts < t.max_attempts then 'retrying'
                      when t.abort_reason = 'timeout' then 'timed_out' else 'abandoned' end as becomes
    from cron_run_tasks t
    where t.lane is not null and t.lease_expires_at < n
    order by t.key, t.id limit p_limit for update skip locked
  )
  update cron_run_tasks t set
    status = d.becomes, lane = null, lease_expires_at = null, fence = nextval('cron_fence_seq'),
    abort_reason = case when d.becomes <> 'retrying' then t.abort_reason end,
    next_attempt_at = case when d.becomes = 'retrying' then n end,
    completed_at = case when d.becomes <> 'retrying' then greatest(n, t.started_at) end,
    duration_ms = case when d.becomes <> 'retrying' then cron_ms_between_v1(t.started_at, n) end,
    error = jsonb_build_object('name', 'LeaseLost', 'message', 'The process stopped renewing its lease', 'code', null, 'stack', null)
  from dead d where t.id = d.id and t.id = any(array(select dead.id from dead))
  returning t.id, t.run_id, t.job_name::text, t.status::text;
end $fn$;

-- Cancels up to p_limit waiting tasks of a run and asks its running ones to stop. Call it again while it cancels as many.
create or replace function cron_cancel_tasks_v1(p_run uuid, p_limit integer) returns table (cancelled integer, stopping integer) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
declare
  n timestamptz := cron_now();
  chosen uuid[] := array(
    (select t.id from cron_run_tasks t where t.run_id = p_run and t.status in ('queued', 'retrying') limit p_limit)
    union all
    (select t.id from cron_run_tasks t where t.run_id = p_run and t.status = 'started'));
begin
  perform 1 from cron_run_tasks t where t.id = any(chosen) order by t.key, t.id for update;
  update cron_run_tasks t set status = 'cancelled', next_attempt_at = null, completed_at = greatest(n, t.started_at),
    duration_ms = case when t.started_at is not null then cron_ms_between_v1(t.started_at, n) end
  where t.id = any(chosen) and t.next_attempt_at is not null;
  get diagnostics cancelled = row_count;
  -- Also one that ignores its timeout: it must not be attempted again.
  update cron_run_tasks t set abort_reason = 'cancel' where t.id = any(chosen) and t.lane is not null;
  get diagnostics stopping = row_count;
  return next;
end $fn$;

-- Whoever deletes runs (retention, a person) deletes their tasks: one statement for all of them. A foreign key with its
-- trigger for each row made the deletion of 20,000 runs 40 times as long.
create or replace function cron_delete_tasks_of_runs() returns trigger language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  if exists (select 1 from cron_run_tasks) then
    delete from cron_run_tasks t using gone g where t.run_id = g.id;
  end if;
  return null;
end $fn$;

create or replace trigger cron_logs_tasks_go_along after delete on cron_job_logs
  referencing old table as gone for each statement execute function cron_delete_tasks_of_runs();
