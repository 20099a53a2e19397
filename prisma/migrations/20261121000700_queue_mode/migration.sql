-- Queue mode: a run is admitted `queued` and claimed by its id, in whichever process its carrier reached. The rules of
-- the transitions migration hold here too.

-- All that is open under a lock key, locked in one order: whoever decides about the key does so after one another.
create function cron_lock_open_v1(p_key text) returns void language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  perform 1 from cron_job_logs l
  where l.id = any(array(
      select h.id from cron_job_logs h where h.lock_key = p_key and h.lane is not null
      union all
      select w.id from cron_job_logs w where w.lock_key = p_key and w.next_attempt_at is not null))
  order by l.id for update;
end $fn$;

-- What a new run of a taken lock key does. The caller has locked the key's open rows. `deferred` says that runs wait for
-- a worker even when the key is free: then those that wait take up the places of `allow` as well.
create function cron_overlap_v2(p_key text, p_lanes integer, p_overlap text, p_deferred boolean)
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
create function cron_refuse_v2(req json)
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

-- Due waiting runs whose lock key has a lane left for them, the older of two waits first: of all that wait, of one lock
-- key, or only these. Backfills come last and are at most so many: they never keep a live slot waiting.
create function cron_claimable_v1(p_limit integer, p_backfills integer, p_jobs text[], p_key text, p_ids uuid[])
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
create function cron_claim_v2(p_worker text, p_limit integer, p_backfills integer, p_lease_ms integer, p_jobs text[], p_enabled text[], p_key text, p_ids uuid[])
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
create function cron_uncarried_v1(p_limit integer, p_jobs text[], p_after_ms integer)
returns table (id uuid, trigger text) language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
begin
  return query
  select l.id, l.trigger::text from cron_claimable_v1(p_limit, p_limit, p_jobs, null, null) c join cron_job_logs l on l.id = c.id
  where l.next_attempt_at < cron_now() - p_after_ms * interval '1 millisecond';
end $fn$;

-- ---------------------------------------------------------------- the dispatcher's common case, many at once

-- As cron_dispatch_v1. Schedules with one run that is on time, whose lock key nobody holds or waits for, and which
-- nothing holds back, are moved by one statement (a tenth of the cost of one by one); v1 sees to all others.
create function cron_dispatch_v2(items json)
returns table (schedule_id text, runs integer) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  moved_ids text[] := '{}';
  r record;
  rest json;
begin
  for r in
    with given as materialized (
      select x.*, u.id as run_id, u.slot as run_slot, u.coalesced, row_number() over (partition by x.lock_key order by x.schedule_id) as nth
      from json_to_recordset(items) as x(schedule_id text, version integer, slot timestamptz, next_slot timestamptz, next_run_at timestamptz,
        last_slot timestamptz, job_name text, enabled_by_default boolean, lock_key text, lanes integer, max_attempts integer, params jsonb,
        release text, runs json, unrun json)
      cross join lateral json_to_recordset(x.runs) as u(id uuid, slot timestamptz, coalesced integer, late boolean)
      where json_array_length(x.runs) = 1 and json_array_length(x.unrun) = 0 and not u.late
    ), idle as materialized (
      select j.job_name, cron_idle_reason_v1(j.job_name, j.enabled_by_default, n) as reason
      from (select distinct g.job_name, g.enabled_by_default from given g) j
    ), locked as materialized (
      -- Of a lock key only the first: the others are to see its run.
      select g.* from given g join idle i on i.job_name = g.job_name and i.reason is null
      join cron_schedules s on s.id = g.schedule_id and s.version = g.version and s.next_slot = g.slot and s.enabled
        and not cron_is_paused_v1(s.paused_at, s.paused_until, n)
      where g.nth = 1
        and (select 1 from cron_job_logs h where h.lock_key = g.lock_key and h.lane is not null limit 1) is null
        and (select 1 from cron_job_logs w where w.lock_key = g.lock_key and w.next_attempt_at is not null limit 1) is null
        and (select 1 from cron_schedule_skips k where k.schedule_id = g.schedule_id and k.slot = g.run_slot limit 1) is null
      for update of s skip locked
    ), moved as (
      update cron_schedules s set next_slot = l.next_slot, next_run_at = l.next_run_at, last_slot = coalesce(l.last_slot, s.last_slot)
      from locked l where s.id = l.schedule_id
      returning s.id
    ), made as (
      insert into cron_job_logs (id, job_name, status, trigger, schedule_id, scheduled_for, coalesced_count, lock_key, lanes,
        next_attempt_at, created_at, started_at, attempts, max_attempts, params, release)
      select l.run_id, l.job_name, 'queued', 'schedule', l.schedule_id, l.run_slot, l.coalesced, l.lock_key, l.lanes, n, n, n, 0, l.max_attempts, l.params, l.release
      from locked l order by l.lock_key, l.run_id
      on conflict do nothing
      returning cron_job_logs.schedule_id
    )
    select m.id, (select count(*)::integer from made d where d.schedule_id = m.id) as runs from moved m
  loop
    moved_ids := moved_ids || r.id::text;
    schedule_id := r.id; runs := r.runs;
    return next;
  end loop;
  select json_agg(e.item) into rest from json_array_elements(items) as e(item) where e.item ->> 'schedule_id' <> all (moved_ids);
  if rest is not null then return query select d.schedule_id, d.runs from cron_dispatch_v1(rest) d; end if;
end $fn$;
