-- What a row of a run may look like, claim and beat. Every statement that touches
-- several runs takes them in (lock_key, id) order.

-- One function instead of eight CHECKs: Postgres reads and plans the expressions of all CHECKs anew at every statement,
-- which took as long as the insert itself (33 of 115 us, and 24 of each finish); a function's plan is kept.
create or replace function cron_row_is_sound_v1(status text, lane smallint, lanes smallint, lease_expires_at timestamptz, next_attempt_at timestamptz,
  completed_at timestamptz, attempts smallint, max_attempts smallint, abort_reason text) returns boolean language plpgsql immutable as $fn$
begin
  return lanes between 1 and 1000 and attempts >= 0 and max_attempts >= 1
    and (abort_reason is null or abort_reason in ('timeout', 'cancel', 'replaced'))
    -- Exactly a started run holds a lane and a lease, exactly a waiting one has a due time, exactly the others have ended.
    and (lane is not null) = (status = 'started') and (lane is null or lane between 1 and lanes)
    and (lease_expires_at is not null) = (status = 'started')
    and (next_attempt_at is not null) = (status in ('queued', 'retrying'))
    and (completed_at is not null) = (status in
      ('completed', 'partial', 'failed', 'timed_out', 'cancelled', 'abandoned', 'skipped', 'missed'))
    and num_nonnulls(lane, next_attempt_at, completed_at) = 1;
end $fn$;

alter table cron_job_logs add constraint cron_logs_row_is_sound check
  (cron_row_is_sound_v1(status, lane, lanes, lease_expires_at, next_attempt_at, completed_at, attempts, max_attempts, abort_reason));

-- Each row is updated soon after its insert; room on its page keeps heartbeats HOT. Dead rows are swept early, because
-- the lane index is probed at every admission and slows down with each dead entry in it.
alter table cron_job_logs set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- `next_attempt_at is not null` says "waits", `lane is not null` says "runs": the CHECK above makes them mean the same as
-- the statuses, and no planner can be led by them into idx_cron_logs_status, which is full of dead entries.
-- These indexes are small, because they hold only what waits or failed. No index holds lease_expires_at, heartbeat_at or progress: a
-- heartbeat must stay a HOT update (measured: 5 ms instead of 12 for 500 beats, a third of the WAL).
create index idx_cron_logs_waiting_key on cron_job_logs (lock_key, next_attempt_at) where next_attempt_at is not null;

-- Other words for "waits": a search by lock key must not be answered from the due times of all keys.
create index idx_cron_logs_due on cron_job_logs (next_attempt_at) where lane is null and completed_at is null;

-- Due waiting runs whose lock key has a lane left for them, the older of two waits first: of all that wait, of one lock
-- key, or only these. Backfills come last and are at most so many: they never keep a live slot waiting.
create or replace function cron_claimable_v1(p_limit integer, p_backfills integer, p_jobs text[], p_key text, p_ids uuid[])
returns table (id uuid, lock_key text, job_name text, lanes integer, forced boolean) language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  taken bigint;
begin
  if p_ids is not null then
    return query
    select l.id, l.lock_key::text, l.job_name::text, l.lanes::integer, l.forced from cron_job_logs l
    where l.id = any(p_ids) and l.next_attempt_at <= n and array_position(p_jobs, l.job_name::text) is not null
      and (select count(*) from cron_job_logs h where h.lock_key = l.lock_key and h.lane is not null)
        + (select count(*) from (select 1 from cron_job_logs o where o.lock_key = l.lock_key
            and o.next_attempt_at <= n and o.id < l.id and array_position(p_jobs, o.job_name::text) is not null limit l.lanes) older) < l.lanes
    order by l.next_attempt_at, l.id limit p_limit;
    return;
  end if;
  return query
  select l.id, l.lock_key::text, l.job_name::text, l.lanes::integer, l.forced from cron_job_logs l
  where l.lane is null and l.completed_at is null and l.next_attempt_at <= n and l.trigger <> 'backfill'
    -- Not `= any`: that may become a walk through all runs the jobs ever had.
    and array_position(p_jobs, l.job_name::text) is not null and (p_key is null or l.lock_key = p_key)
    and (select count(*) from cron_job_logs h where h.lock_key = l.lock_key and h.lane is not null)
      + (select count(*) from (select 1 from cron_job_logs o where o.lock_key = l.lock_key
          and o.next_attempt_at <= n and o.id < l.id and array_position(p_jobs, o.job_name::text) is not null limit l.lanes) older) < l.lanes
  order by l.next_attempt_at, l.id limit p_limit;
  get diagnostics taken = row_count;

  -- Key by key: a batch may be a thousand waiting runs of one key, of which only the first few need a look.
  return query
  select w.id, w.lock_key, w.job_name, w.lanes, w.forced
  from (select distinct o.lock_key from cron_job_logs o
    where o.lane is null and o.completed_at is null and o.next_attempt_at <= n and o.trigger = 'backfill'
      and array_position(p_jobs, o.job_name::text) is not null and (p_key is null or o.lock_key = p_key)) k
  cross join lateral (
    select l.id, l.lock_key::text, l.job_name::text, l.lanes::integer, l.forced, l.next_attempt_at, row_number() over (order by l.id) as nth
    from cron_job_logs l
    where l.lock_key = k.lock_key and l.next_attempt_at <= n and array_position(p_jobs, l.job_name::text) is not null
    order by l.id limit p_backfills) w
  where (select count(*) from cron_job_logs h where h.lock_key = k.lock_key and h.lane is not null) + w.nth <= w.lanes
  order by w.next_attempt_at, w.id limit least(p_limit - taken, p_backfills);
end $fn$;

-- Claim: waiting -> started, in the order (lock key, id), which every statement keeps. A lane that somebody takes meanwhile costs that row alone
-- (savepoint). Runs of disabled and paused jobs end here.
create or replace function cron_claim_v2(p_worker text, p_limit integer, p_backfills integer, p_lease_ms integer, p_jobs text[], p_enabled text[], p_key text, p_ids uuid[])
returns table (id uuid, job_name text, fence bigint, attempt integer, max_attempts integer, trigger text, scheduled_for timestamptz, lock_key text,
  params jsonb, started_at timestamptz, continuations integer, interruptions integer, coalesced_count integer) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  w record;
  ending cron_ending;
  endings cron_ending[];
begin
  for w in
    select d.id, d.lock_key, d.lanes,
      case when not d.forced then cron_idle_reason_v1(d.job_name, array_position(p_enabled, d.job_name) is not null, n) end as idle
    from cron_claimable_v1(p_limit, p_backfills, p_jobs, p_key, p_ids) d order by d.lock_key, d.id
  loop
    if w.idle is not null then
      update cron_job_logs l set status = case l.status when 'queued' then 'skipped' else 'cancelled' end, reason = w.idle, next_attempt_at = null,
        completed_at = greatest(n, l.started_at), duration_ms = case when l.attempt_started_at is not null then cron_ms_between_v1(l.started_at, n) end
      where l.id = (select k.id from cron_job_logs k where k.id = w.id and k.next_attempt_at is not null for update skip locked)
      returning l.job_name, l.status, l.started_at, l.duration_ms into ending;
      if found then endings := endings || ending; end if;
      continue;
    end if;
    -- Whoever came with the run's carrier waits for its row (a delivery of the same slot may hold it for a moment): the
    -- carrier is used up by this claim. Sweeps pass over rows in other hands.
    if p_ids is not null then perform 1 from cron_job_logs l where l.id = w.id for update; end if;
    begin
      return query
      update cron_job_logs l set status = 'started', reason = null, lane = f.lane, fence = nextval('cron_fence_seq'),
        lease_expires_at = n + p_lease_ms * interval '1 millisecond', heartbeat_at = n, next_attempt_at = null, attempts = l.attempts + 1, worker = p_worker,
        started_at = case when l.attempt_started_at is null then n else l.started_at end, attempt_started_at = n
      from (select (cron_free_lanes_v1(w.lock_key, w.lanes, 1))[1] as lane) f
      where f.lane is not null
        and l.id = (select k.id from cron_job_logs k where k.id = w.id and k.next_attempt_at is not null for update skip locked)
      returning l.id, l.job_name::text, l.fence, l.attempts::integer, l.max_attempts::integer, l.trigger::text, l.scheduled_for, l.lock_key::text,
        l.params, l.started_at, l.continuations::integer, l.interruptions::integer, l.coalesced_count;
    exception when unique_violation then
      continue;
    end;
  end loop;
  if endings is not null then perform cron_count_endings_v1(endings); end if;
end $fn$;

-- Runs that could be claimed and were due so long ago that their carrier must be lost.
create or replace function cron_uncarried_v1(p_limit integer, p_jobs text[], p_after_ms integer)
returns table (id uuid, trigger text) language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
begin
  return query
  select l.id, l.trigger::text from cron_claimable_v1(p_limit, p_limit, p_jobs, null, null) c join cron_job_logs l on l.id = c.id
  where l.next_attempt_at < cron_now() - p_after_ms * interval '1 millisecond';
end $fn$;

-- Renews, reports and asks. No indexed column moves, so the updates stay HOT; a run with nothing to write is only read.
create or replace function cron_beat_v1(ids uuid[], beats json) returns table (id uuid, fence bigint, held boolean, abort_reason text) language plpgsql
set enable_nestloop = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  written bigint;
begin
  with lk as materialized (
    select l.id, l.job_name, b.lease_ms, b.progress, b.attempt, b.failed, b.lines, b.waiting, b.metrics,
      case when l.abort_reason in ('cancel', 'replaced') then l.abort_reason else b.abort end as abort
    from json_to_recordset(beats) as b(id uuid, fence bigint, lease_ms integer, progress jsonb, abort text, attempt integer, failed jsonb, lines json, waiting jsonb, metrics json)
    join cron_job_logs l on l.id = b.id and l.fence = b.fence
    where l.id = any(ids) and l.lease_expires_at is not null and (b.lease_ms is not null or b.progress is not null or b.attempt is not null or b.lines is not null or b.waiting is not null or b.metrics is not null
      or (b.abort is distinct from l.abort_reason and (l.abort_reason is null or l.abort_reason = 'timeout')))
    order by l.lock_key, l.id for update of l
  ), up as (
    update cron_job_logs l set
      heartbeat_at = n,
      lease_expires_at = case when lk.lease_ms is null then l.lease_expires_at else n + lk.lease_ms * interval '1 millisecond' end,
      progress = coalesce(lk.progress, l.progress),
      waiting = coalesce(lk.waiting, l.waiting),
      abort_reason = lk.abort,
      abort_requested_at = case when l.abort_reason = lk.abort then l.abort_requested_at when lk.abort is not null then n end,
      -- A beat that is sent again after a lost answer begins no further attempt.
      attempts = greatest(l.attempts, lk.attempt),
      attempt_started_at = case when lk.attempt > l.attempts then n else l.attempt_started_at end,
      attempt_log = case when lk.attempt > l.attempts then coalesce(l.attempt_log, '[]') || cron_held_entry_v1(lk.failed, l.worker, l.fence) else l.attempt_log end
    from lk where l.id = lk.id and l.id = any(ids)
    returning 1
  ), ln as (
    insert into cron_job_log_lines (run_id, at, level, attempt, message, fields)
    select lk.id, y.at, y.level, y.attempt, y.message, y.fields
    from lk cross join lateral json_to_recordset(lk.lines) as y(at timestamptz, level text, attempt smallint, message text, fields jsonb)
  ), mt as (
    insert into cron_run_metrics as m (run_id, name, job_name, at, value, unit)
    select lk.id, y.name, lk.job_name, n, y.value, y.unit
    from lk cross join lateral json_to_recordset(lk.metrics) as y(name text, value float8, unit text)
    on conflict (run_id, name) do update set at = excluded.at, value = excluded.value, unit = excluded.unit
  )
  select count(*) into written from up;

  return query
  select b.id, b.fence, l.id is not null, l.abort_reason::text
  from json_to_recordset(beats) as b(id uuid, fence bigint)
  left join cron_job_logs l on l.id = b.id and l.id = any(ids) and l.fence = b.fence and l.lease_expires_at is not null;
end $fn$;
