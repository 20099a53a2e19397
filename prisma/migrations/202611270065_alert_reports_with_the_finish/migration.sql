-- What a handler said with ctx.alerts is written with its run's finish. Called as before: a finish without `reports` says nothing.

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
