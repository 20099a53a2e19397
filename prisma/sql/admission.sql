-- Who may run now: what holds a job still, free lanes, the two questions of an admission (docs/run-lifecycle.md), and the indexes that decide every race.

create or replace function cron_is_paused_v1(paused_at timestamptz, paused_until timestamptz, now timestamptz) returns boolean language sql immutable
  as $fn$ select coalesce(paused_at <= now and (paused_until is null or paused_until > now), false) $fn$;

create or replace function cron_all_paused_v1(p_now timestamptz) returns boolean language plpgsql stable as $fn$
begin
  return exists (select 1 from cron_scheduler_state g where g.id = 1 and cron_is_paused_v1(g.paused_at, g.paused_until, p_now));
end $fn$;

-- Why a job does not run by itself right now: 'disabled', 'paused' or null. The admission asks the same in its own words,
-- since a call of this for each run would be a fifth of a group's cost.
create or replace function cron_idle_reason_v1(p_job text, p_enabled_by_default boolean, p_now timestamptz) returns text language sql stable as $fn$
  select case
    when not coalesce((select c.enabled from cron_job_config c where c.job_name = p_job), p_enabled_by_default) then 'disabled'
    when exists (select 1 from cron_job_config c where c.job_name = p_job and cron_is_paused_v1(c.paused_at, c.paused_until, p_now))
      or cron_all_paused_v1(p_now) then 'paused'
  end $fn$;

-- Some free lanes of a lock key by this statement's snapshot; which ones does not matter.
create or replace function cron_free_lanes_v1(p_key text, p_lanes integer, p_wanted integer) returns integer[] language plpgsql stable as $fn$
begin
  return array(select g.lane from generate_series(1, p_lanes) g(lane)
    where g.lane <> all (array(select h.lane from cron_job_logs h where h.lock_key = p_key and h.lane is not null)) limit p_wanted);
end $fn$;

-- A slot is up to 5 s early by the caller's clock: that is skew, not the slot before (which would answer duplicate).
create or replace function cron_slot_v1(previous timestamptz, next timestamptz, now timestamptz) returns timestamptz language sql stable
  as $fn$ select case when next <= now + interval '5 seconds' then next else previous end $fn$;

-- 1 to 64 requests, one commit. Rows come back for those that began; the unique indexes decided the rest.
create or replace function cron_admit_v1(reqs json)
returns table (id uuid, fence bigint, scheduled_for timestamptz, started_at timestamptz) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  all_paused boolean := cron_all_paused_v1(n);
begin
  return query
  insert into cron_job_logs as l (id, job_name, status, trigger, schedule_id, scheduled_for, request_key, lock_key, lane, lanes, forced,
    fence, lease_expires_at, heartbeat_at, created_at, started_at, attempt_started_at, attempts, max_attempts, params, parent_id, actor, worker, release)
  select x.id, x.job_name, 'started', x.trigger, x.schedule_id, cron_slot_v1(x.slot_previous, x.slot_next, n), x.request_key, x.lock_key,
    x.lane, x.lanes, x.force, nextval('cron_fence_seq'), n + x.lease_ms * interval '1 millisecond', n, n, n, n, 1, x.max_attempts,
    x.params, x.parent_id, x.actor, x.worker, x.release
  from (
    -- The free lanes of a key are looked for once, by its first request, and dealt out.
    select f.*, case when f.lanes > 1 then (first_value(f.free) over (partition by f.lock_key order by f.id))[f.nth] when f.nth = 1 then 1 end as lane
    from (select r.*, case when r.lanes > 1 and r.nth = 1 then cron_free_lanes_v1(r.lock_key, r.lanes, 64) end as free from (
      select y.*, row_number() over (partition by y.lock_key order by y.id) as nth
      from json_to_recordset(reqs) as y(id uuid, job_name text, trigger text, schedule_id text, slot_previous timestamptz, slot_next timestamptz,
        request_key text, lock_key text, lanes integer, overlap text, lease_ms integer, max_attempts integer, params jsonb, parent_id uuid,
        actor text, worker text, release text, force boolean, enabled_by_default boolean)
      where (y.force or (not all_paused and coalesce((select c.enabled and not cron_is_paused_v1(c.paused_at, c.paused_until, n)
          from cron_job_config c where c.job_name = y.job_name), y.enabled_by_default)))
        -- Not `not exists`: that may become a hash of all that waits.
        and (y.overlap = 'allow' or (select 1 from cron_job_logs w where w.lock_key = y.lock_key and w.next_attempt_at is not null limit 1) is null)
    ) r) f
  ) x
  where x.lane is not null
  order by x.lock_key, x.id
  on conflict do nothing
  returning l.id, l.fence, l.scheduled_for, l.started_at;
end $fn$;

-- The same for one request alone: a sixth of a lone run's cost is the group's JSON, window and sort.
create or replace function cron_admit_one_v1(p_id uuid, p_job text, p_trigger text, p_schedule text, p_previous timestamptz, p_next timestamptz, p_request text,
  p_key text, p_lanes integer, p_overlap text, p_lease_ms integer, p_max_attempts integer, p_params jsonb, p_parent uuid, p_actor text, p_worker text,
  p_release text, p_force boolean, p_enabled_by_default boolean)
returns table (id uuid, fence bigint, scheduled_for timestamptz, started_at timestamptz) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  all_paused boolean := cron_all_paused_v1(n);
begin
  return query
  insert into cron_job_logs as l (id, job_name, status, trigger, schedule_id, scheduled_for, request_key, lock_key, lane, lanes, forced,
    fence, lease_expires_at, heartbeat_at, created_at, started_at, attempt_started_at, attempts, max_attempts, params, parent_id, actor, worker, release)
  select p_id, p_job, 'started', p_trigger, p_schedule, cron_slot_v1(p_previous, p_next, n), p_request, p_key, f.lane, p_lanes, p_force,
    nextval('cron_fence_seq'), n + p_lease_ms * interval '1 millisecond', n, n, n, n, 1, p_max_attempts, p_params, p_parent, p_actor, p_worker, p_release
  from (select case when p_lanes > 1 then (cron_free_lanes_v1(p_key, p_lanes, 1))[1] else 1 end as lane) f
  where f.lane is not null
    and (p_force or (not all_paused and coalesce((select c.enabled and not cron_is_paused_v1(c.paused_at, c.paused_until, n)
      from cron_job_config c where c.job_name = p_job), p_enabled_by_default)))
    and (p_overlap = 'allow' or (select 1 from cron_job_logs w where w.lock_key = p_key and w.next_attempt_at is not null limit 1) is null)
  on conflict do nothing
  returning l.id, l.fence, l.scheduled_for, l.started_at;
end $fn$;

-- All that is open under a lock key, locked in one order: whoever decides about the key does so after one another.
create or replace function cron_lock_open_v1(p_key text) returns void language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  perform 1 from cron_job_logs l
  where l.id = any(array(
      select h.id from cron_job_logs h where h.lock_key = p_key and h.lane is not null
      union all
      select w.id from cron_job_logs w where w.lock_key = p_key and w.next_attempt_at is not null))
  order by l.id for update;
end $fn$;

-- What a new run of a taken lock key does. The caller has locked the key's open rows.
create or replace function cron_overlap_v1(p_key text, p_lanes integer, p_overlap text)
returns table (outcome text, reason text, held_by uuid, held_since timestamptz) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  counted bigint;
  waits boolean;
begin
  if p_overlap = 'replace' then
    with up as (
      update cron_job_logs l set status = 'cancelled', reason = 'replaced', next_attempt_at = null, completed_at = greatest(n, l.started_at),
        duration_ms = case when l.attempt_started_at is not null then cron_ms_between_v1(l.started_at, n) end
      where l.lock_key = p_key and l.next_attempt_at is not null
      returning l.job_name, l.status, l.started_at, l.duration_ms
    ), st as materialized (
      select cron_count_endings_v1(array_agg(row(u.job_name, u.status, u.started_at, u.duration_ms)::cron_ending)) from up u
    )
    select count(*) into counted from st;
  end if;
  waits := exists (select 1 from cron_job_logs w where w.lock_key = p_key and w.next_attempt_at is not null);
  if (p_overlap = 'allow' or not waits) and (select count(*) from cron_job_logs h where h.lock_key = p_key and h.lane is not null) < p_lanes then
    outcome := 'again'; return next; return;
  end if;
  outcome := 'queued'; reason := 'waits_for_lock';
  if p_overlap = 'replace' then
    update cron_job_logs l set abort_reason = 'replaced', abort_requested_at = n
    where l.lock_key = p_key and l.lane is not null and l.abort_reason is distinct from 'cancel' and l.abort_reason is distinct from 'replaced';
  elsif p_overlap <> 'queue' or exists (select 1 from cron_job_logs w where w.lock_key = p_key and w.successor and w.status = 'queued') then
    outcome := 'skipped'; reason := 'already_running';
    select h.id, h.started_at into held_by, held_since from cron_job_logs h
    where h.lock_key = p_key and h.lane is not null order by h.lane limit 1;
    if not found then
      select w.id, w.started_at into held_by, held_since from cron_job_logs w
      where w.lock_key = p_key and w.next_attempt_at is not null order by w.next_attempt_at limit 1;
    end if;
  end if;
  return next;
end $fn$;

-- What a new run of a taken lock key does. The caller has locked the key's open rows. `deferred` says that runs wait for
-- a worker even when the key is free: then those that wait take up the places of `allow` as well.
create or replace function cron_overlap_v2(p_key text, p_lanes integer, p_overlap text, p_deferred boolean)
returns table (outcome text, reason text, held_by uuid, held_since timestamptz) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
begin
  if p_deferred and p_overlap = 'allow' and (select count(*) from cron_job_logs o where o.lock_key = p_key and o.lane is not null)
      + (select count(*) from cron_job_logs o where o.lock_key = p_key and o.next_attempt_at is not null and o.status = 'queued') >= p_lanes then
    outcome := 'skipped'; reason := 'already_running';
    select o.id, o.started_at into held_by, held_since from cron_job_logs o
    where o.lock_key = p_key and (o.lane is not null or o.next_attempt_at is not null) order by o.lane nulls last, o.id limit 1;
    return next; return;
  end if;
  return query select o.outcome, o.reason, o.held_by, o.held_since from cron_overlap_v1(p_key, p_lanes, p_overlap) o;
end $fn$;

-- As cron_refuse_v1; a request that is `deferred` asks no first question: where v1 says `again` because the key is free,
-- its run is written down to wait for a worker. A second request of the same id is answered as the first.
create or replace function cron_refuse_v2(req json)
returns table (outcome text, reason text, run_id uuid, status text, fence bigint, scheduled_for timestamptz, started_at timestamptz,
  held_by uuid, held_since timestamptz) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  slot timestamptz;
  r record;
  b record;
begin
  select x.* into r from json_to_record(req) as x(id uuid, job_name text, trigger text, schedule_id text, slot_previous timestamptz,
    slot_next timestamptz, request_key text, lock_key text, lanes integer, overlap text, max_attempts integer, params jsonb, parent_id uuid,
    actor text, worker text, release text, force boolean, enabled_by_default boolean, deferred boolean);
  slot := cron_slot_v1(r.slot_previous, r.slot_next, n);
  perform cron_lock_open_v1(r.lock_key);

  if exists (select 1 from cron_job_logs l where l.lock_key = r.lock_key and l.lane is not null and l.lease_expires_at < n) then
    perform 1 from cron_rescue_v1(array[r.lock_key], 1000);
    outcome := 'again'; return next; return;
  end if;

  -- The same id, slot or request key was admitted before.
  select l.id, l.status, l.fence, l.scheduled_for, l.started_at,
    -- Once the run was handed on, a second answer `started` would let two processes hold it.
    l.status = 'started' and l.worker = r.worker and not l.successor and l.attempts = 1 and l.interruptions + l.continuations = 0 as as_admitted
  into b from cron_job_logs l where l.id = coalesce(
    (select d.id from cron_job_logs d where d.id = r.id),
    (select d.id from cron_job_logs d where d.schedule_id = r.schedule_id and d.scheduled_for = slot),
    (select d.id from cron_job_logs d where d.job_name = r.job_name and d.request_key = r.request_key));
  if found then
    run_id := b.id; status := b.status;
    if b.id <> r.id then
      update cron_job_logs l set deliveries = l.deliveries + 1 where l.id = b.id;
      outcome := 'duplicate';
    elsif b.as_admitted and not r.deferred then
      outcome := 'started'; fence := b.fence; scheduled_for := b.scheduled_for; started_at := b.started_at;
    else
      outcome := case when b.status = 'queued' or r.deferred then 'queued' else 'duplicate' end;
    end if;
    return next; return;
  end if;

  reason := case when not r.force then cron_idle_reason_v1(r.job_name, r.enabled_by_default, n) end;
  if reason is not null then
    outcome := 'skipped';
  else
    select d.outcome, d.reason, d.held_by, d.held_since into outcome, reason, held_by, held_since
    from cron_overlap_v2(r.lock_key, r.lanes, r.overlap, r.deferred) d;
    if outcome = 'again' and not r.deferred then return next; return; end if;
  end if;

  -- A refusal that stands for no slot leaves no row.
  if outcome = 'skipped' and slot is null then return next; return; end if;
  insert into cron_job_logs as l (id, job_name, status, reason, trigger, schedule_id, scheduled_for, request_key, lock_key, lanes, forced, successor,
    next_attempt_at, created_at, started_at, completed_at, attempts, max_attempts, params, parent_id, actor, release)
  values (r.id, r.job_name, case outcome when 'skipped' then 'skipped' else 'queued' end, reason, r.trigger, r.schedule_id, slot, r.request_key, r.lock_key,
    r.lanes, r.force, outcome = 'queued', case when outcome <> 'skipped' then n end, n, case when outcome = 'skipped' then slot else n end,
    case when outcome = 'skipped' then n end, 0, r.max_attempts, r.params, r.parent_id, r.actor, r.release)
  on conflict do nothing;
  if not found then
    outcome := 'again'; return next; return;
  end if;
  if outcome = 'again' then outcome := 'queued'; end if;
  run_id := r.id; status := outcome;
  if outcome = 'skipped' then
    perform cron_count_endings_v1(array[row(r.job_name, 'skipped', slot, null)::cron_ending]);
  end if;
  return next;
end $fn$;

-- One run per slot, per request key, per lane of a lock key, and one successor per lock key: these decide every race.
create unique index uq_cron_logs_slot on cron_job_logs (schedule_id, scheduled_for) where schedule_id is not null;

create unique index uq_cron_logs_request on cron_job_logs (job_name, request_key) where request_key is not null;

create unique index uq_cron_logs_lane on cron_job_logs (lock_key, lane) where lane is not null;

create unique index uq_cron_logs_successor on cron_job_logs (lock_key) where successor and status = 'queued';

-- Ranges of slots that never ran: a delivery inside one is refused.
create index idx_cron_logs_ranges on cron_job_logs (schedule_id, slot_until) where slot_until is not null;
