-- How a run leaves `started` or its wait: finish, rescue, cancel, force-end, and an update by hand. Every statement that touches several runs
-- takes them in (lock_key, id) order.

create or replace function cron_finish_v1(ids uuid[], fins json)
returns table (id uuid, fence bigint, applied boolean, status text, completed_at timestamptz, next_waits boolean) language plpgsql
set enable_nestloop = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  counted bigint;
begin
  with lk as materialized (
    select l.id, f.kind = 'retrying' as hands_back, c.attempts, n - f.lag_ms * interval '1 millisecond' as ended_at,
      case when f.kind = 'ended' then f.status
           when l.abort_reason in ('cancel', 'replaced') then 'cancelled'
           when c.attempts >= l.max_attempts then 'abandoned'
           else 'retrying' end as becomes,
      l.job_name, f.reason, f.retry_ms, f.costs, f.message, f.result, f.error, f.progress, f.entry, f.lines, f.reports
    from json_to_recordset(fins) as f(id uuid, fence bigint, kind text, status text, reason text, lag_ms integer, retry_ms integer, costs text,
      message text, result jsonb, error jsonb, progress jsonb, entry jsonb, lines json, reports json)
    join cron_job_logs l on l.id = f.id and l.fence = f.fence
    -- From the third interruption on the attempt counts: else a job that outlives every grace never ends.
    cross join lateral (select l.attempts - case when f.costs = 'continuation' or (f.costs = 'interruption' and l.interruptions < 2) then 1 else 0 end as attempts) c
    where l.id = any(ids) and l.lease_expires_at is not null
    order by l.lock_key, l.id for update of l
  ), up as (
    update cron_job_logs l set
      status = lk.becomes,
      reason = case when not lk.hands_back or lk.becomes = 'retrying' then lk.reason when lk.becomes = 'cancelled' then l.abort_reason else 'no_attempts_left' end,
      lane = null, lease_expires_at = null,
      abort_reason = case when lk.becomes <> 'retrying' then l.abort_reason end,
      next_attempt_at = case when lk.becomes = 'retrying' then n + lk.retry_ms * interval '1 millisecond' end,
      completed_at = case when lk.becomes <> 'retrying' then greatest(l.started_at, lk.ended_at) end,
      duration_ms = case when lk.becomes <> 'retrying' then cron_ms_between_v1(l.started_at, lk.ended_at) end,
      attempts = lk.attempts,
      interruptions = l.interruptions + case when lk.costs = 'interruption' then 1 else 0 end,
      continuations = l.continuations + case when lk.costs = 'continuation' then 1 else 0 end,
      attempt_log = case when lk.entry is null then l.attempt_log else coalesce(l.attempt_log, '[]') || cron_held_entry_v1(lk.entry, l.worker, l.fence) end,
      message = lk.message, result = lk.result, error = lk.error, error_message = lk.error ->> 'message', progress = coalesce(lk.progress, l.progress)
    from lk where l.id = lk.id and l.id = any(ids)
    returning l.job_name, l.status, l.started_at, l.duration_ms
  ), ln as (
    insert into cron_job_log_lines (run_id, at, level, attempt, message, fields)
    select lk.id, y.at, y.level, y.attempt, y.message, y.fields
    from lk cross join lateral json_to_recordset(lk.lines) as y(at timestamptz, level text, attempt smallint, message text, fields jsonb)
  ), rp as (
    -- Of the moment at which it was said for good, not of the handler's call: who reads by time misses none.
    insert into alert_reports (run_id, job_name, at, subject, says, severity, title, detail)
    select lk.id, lk.job_name, n, y.subject, y.says, y.severity, y.title, y.detail
    from lk cross join lateral json_to_recordset(lk.reports) as y(subject text, says text, severity text, title text, detail text)
  ), st as materialized (
    select cron_count_endings_v1(array_agg(row(u.job_name, u.status, u.started_at, u.duration_ms)::cron_ending)) from up u where u.status <> 'retrying'
  )
  select count(*) into counted from st;

  -- A new snapshot: it sees what was just written, and equally a finish whose first answer was lost.
  return query
  select f.id, f.fence, l.id is not null, l.status::text, l.completed_at,
    l.id is not null and exists (select 1 from cron_job_logs w where w.lock_key = l.lock_key and w.next_attempt_at <= n and w.id <> l.id)
  from json_to_recordset(fins) as f(id uuid, fence bigint, kind text, status text)
  left join cron_job_logs l on l.id = f.id and l.id = any(ids) and l.fence = f.fence and l.lease_expires_at is null
    and (l.status = f.status or (f.kind = 'retrying' and l.status in ('retrying', 'cancelled', 'abandoned')));
end $fn$;

-- The same for one ending alone.
create or replace function cron_finish_one_v1(p_id uuid, p_fence bigint, p_status text, p_reason text, p_lag_ms integer, p_message text, p_result jsonb, p_error jsonb,
  p_progress jsonb, p_entry jsonb, p_lines json)
returns table (id uuid, fence bigint, applied boolean, status text, completed_at timestamptz, next_waits boolean) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  r record;
begin
  update cron_job_logs l set
    status = p_status, reason = p_reason, lane = null, lease_expires_at = null,
    completed_at = greatest(l.started_at, n - p_lag_ms * interval '1 millisecond'),
    duration_ms = cron_ms_between_v1(l.started_at, n - p_lag_ms * interval '1 millisecond'),
    attempt_log = case when p_entry is null then l.attempt_log else coalesce(l.attempt_log, '[]') || cron_held_entry_v1(p_entry, l.worker, l.fence) end,
    message = p_message, result = p_result, error = p_error, error_message = p_error ->> 'message', progress = coalesce(p_progress, l.progress)
  where l.id = p_id and l.fence = p_fence and l.lease_expires_at is not null
  returning l.job_name, l.status, l.started_at, l.duration_ms, l.completed_at, l.lock_key into r;
  if found then
    perform cron_count_endings_v1(array[row(r.job_name, r.status, r.started_at, r.duration_ms)::cron_ending]);
    if p_lines is not null then
      insert into cron_job_log_lines (run_id, at, level, attempt, message, fields)
      select p_id, y.at, y.level, y.attempt, y.message, y.fields
      from json_to_recordset(p_lines) as y(at timestamptz, level text, attempt smallint, message text, fields jsonb);
    end if;
  else
    -- A new snapshot: a finish whose first answer was lost counts as applied.
    select l.status, l.completed_at, l.lock_key into r from cron_job_logs l
    where l.id = p_id and l.fence = p_fence and l.lease_expires_at is null and l.status = p_status;
  end if;
  id := p_id; fence := p_fence; applied := r.status is not null; status := r.status; completed_at := r.completed_at;
  next_waits := applied and exists (select 1 from cron_job_logs w where w.lock_key = r.lock_key and w.next_attempt_at <= n);
  return next;
end $fn$;

-- Takes runs whose lease is over out of `started` (keys null = all). The fence rises: the old holder can change nothing.
create or replace function cron_rescue_v1(p_keys text[], p_limit integer)
returns table (id uuid, job_name text, status text) language plpgsql
set enable_nestloop = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare n timestamptz := cron_now();
begin
  return query
  with dead as materialized (
    select l.id, case when l.abort_reason in ('cancel', 'replaced') then 'cancelled'
                      when l.attempts < l.max_attempts then 'retrying'
                      when l.abort_reason = 'timeout' then 'timed_out' else 'abandoned' end as becomes
    from cron_job_logs l
    where l.lane is not null and l.lease_expires_at < n and (p_keys is null or l.lock_key = any(p_keys))
    order by l.lock_key, l.id limit p_limit for update skip locked
  ), up as (
    update cron_job_logs l set
      status = d.becomes,
      reason = case when d.becomes = 'retrying' then 'lease_expired' else coalesce(l.abort_reason, 'lease_expired') end,
      lane = null, lease_expires_at = null, fence = nextval('cron_fence_seq'),
      abort_reason = case when d.becomes <> 'retrying' then l.abort_reason end,
      next_attempt_at = case when d.becomes = 'retrying' then n end,
      completed_at = case when d.becomes <> 'retrying' then greatest(n, l.started_at) end,
      duration_ms = case when d.becomes <> 'retrying' then cron_ms_between_v1(l.started_at, n) end,
      attempt_log = coalesce(l.attempt_log, '[]') || cron_attempt_v1(l.attempts, coalesce(l.attempt_started_at, l.started_at), n,
        case when l.abort_reason = 'timeout' then 'timed_out' else 'abandoned' end, 'The process stopped renewing its lease', l.worker, l.fence)
    from dead d where l.id = d.id and l.id = any(array(select dead.id from dead))
    returning l.id, l.job_name, l.status, l.started_at, l.duration_ms
  ), st as materialized (
    select cron_count_endings_v1(array_agg(row(u.job_name, u.status, u.started_at, u.duration_ms)::cron_ending)) from up u where u.status <> 'retrying'
  )
  select up.id, up.job_name::text, up.status::text from up cross join st;
end $fn$;

create or replace function cron_cancel_v1(p_id uuid) returns table (outcome text, status text) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  r record;
begin
  select l.status, l.job_name, l.started_at, l.attempt_started_at into r from cron_job_logs l where l.id = p_id for update;
  if not found then
    outcome := 'not_found';
  elsif r.status in ('queued', 'retrying') then
    update cron_job_logs l set status = 'cancelled', reason = 'cancel', next_attempt_at = null, completed_at = greatest(n, l.started_at),
      duration_ms = case when l.attempt_started_at is not null then cron_ms_between_v1(l.started_at, n) end where l.id = p_id;
    perform cron_count_endings_v1(array[row(r.job_name, 'cancelled', r.started_at, null)::cron_ending]);
    outcome := 'cancelled';
  elsif r.status = 'started' then
    -- A replaced run is being stopped already; one that ignores its timeout must not be attempted again.
    update cron_job_logs l set abort_reason = 'cancel', abort_requested_at = n where l.id = p_id and (l.abort_reason is null or l.abort_reason = 'timeout');
    outcome := 'requested';
  else
    outcome := 'already_ended'; status := r.status;
  end if;
  return next;
end $fn$;

-- Ends a started run as failed whatever its handler still does: the fence rises, the lane is free, overlap is possible.
create or replace function cron_force_end_v1(p_id uuid, p_reason text) returns table (outcome text, status text) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  ending cron_ending;
begin
  update cron_job_logs l set status = 'failed', reason = 'force_ended', lane = null, lease_expires_at = null, fence = nextval('cron_fence_seq'),
    completed_at = greatest(n, l.started_at), duration_ms = cron_ms_between_v1(l.started_at, n), error_message = p_reason,
    error = jsonb_build_object('name', 'ForceEnded', 'message', p_reason, 'code', 'force_ended', 'stack', null),
    attempt_log = coalesce(l.attempt_log, '[]') || cron_attempt_v1(l.attempts, coalesce(l.attempt_started_at, l.started_at), n, 'abandoned', p_reason, l.worker, l.fence)
  where l.id = p_id and l.lease_expires_at is not null
  returning l.job_name, l.status, l.started_at, l.duration_ms into ending;
  if found then
    perform cron_count_endings_v1(array[ending]);
    outcome := 'ended'; return next; return;
  end if;
  select 'not_running', l.status into outcome, status from cron_job_logs l where l.id = p_id;
  if not found then outcome := 'not_found'; end if;
  return next;
end $fn$;

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

create or replace trigger cron_logs_ended_by_hand before update of status on cron_job_logs
  for each row when (num_nonnulls(new.lane, new.next_attempt_at) > 0)
  execute function cron_logs_ended_by_hand();
