-- Every transition of a run (docs/run-lifecycle.md), as functions: they stay fast without prepared statements, which
-- transaction poolers break. A changed function gets a new version in its name, so that an old and a new release can
-- run side by side; no function selects `*` from a table.
--
-- RULE against deadlocks: a statement that touches several runs takes them in (lock_key, id) order, and statistics, in
-- (job, hour) order, after all of its runs. Sweeps skip locked rows. Admissions that win and admissions that lose never
-- share a transaction.
--
-- Plans are made once per connection (a list of ids would be planned anew at every call), and one made while the table
-- was small must still be right when it is large: the functions forbid sequential scans, and those that join runs to a
-- request name the runs' ids as an array besides, and forbid nested loops, which would read all of them for each.

-- ---------------------------------------------------------------- statistics: the one place that counts an ending

create type cron_ending as (job_name varchar(100), status varchar(20), started_at timestamptz, duration_ms integer);

-- Sharded by connection: 32 callers that finish runs of one job would otherwise queue for one row (0.37 of the rate).
create function cron_count_endings_v1(endings cron_ending[]) returns void language plpgsql as $fn$
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

create function cron_ms_between_v1(a timestamptz, b timestamptz) returns integer language sql immutable
  as 'select least(greatest(0, round(extract(epoch from b - a) * 1000)), 2147483647)::integer';

create function cron_iso_v1(at timestamptz) returns text language sql stable
  as $fn$ select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $fn$;

-- One entry of attempt_log, in the shape of the engine's AttemptEntry with the holder added.
create function cron_attempt_v1(attempt integer, began timestamptz, ended timestamptz, outcome text, error text, worker text, fence bigint)
  returns jsonb language sql stable as $fn$
  select jsonb_build_object('attempt', attempt, 'startedAt', cron_iso_v1(began), 'endedAt', cron_iso_v1(ended),
    'outcome', outcome, 'error', left(error, 1024), 'worker', worker, 'fence', fence::text) $fn$;

-- An entry made by the engine, with the holder that made it.
create function cron_held_entry_v1(entry jsonb, worker text, fence bigint) returns jsonb language sql stable
  as $fn$ select entry || jsonb_build_object('worker', worker, 'fence', fence::text) $fn$;

create function cron_is_paused_v1(paused_at timestamptz, paused_until timestamptz, now timestamptz) returns boolean language sql immutable
  as $fn$ select coalesce(paused_at <= now and (paused_until is null or paused_until > now), false) $fn$;

create function cron_all_paused_v1(p_now timestamptz) returns boolean language plpgsql stable as $fn$
begin
  return exists (select 1 from cron_scheduler_state g where g.id = 1 and cron_is_paused_v1(g.paused_at, g.paused_until, p_now));
end $fn$;

-- Why a job does not run by itself right now: 'disabled', 'paused' or null. The admission asks the same in its own words,
-- since a call of this for each run would be a fifth of a group's cost.
create function cron_idle_reason_v1(p_job text, p_enabled_by_default boolean, p_now timestamptz) returns text language sql stable as $fn$
  select case
    when not coalesce((select c.enabled from cron_job_config c where c.job_name = p_job), p_enabled_by_default) then 'disabled'
    when exists (select 1 from cron_job_config c where c.job_name = p_job and cron_is_paused_v1(c.paused_at, c.paused_until, p_now))
      or cron_all_paused_v1(p_now) then 'paused'
  end $fn$;

-- ---------------------------------------------------------------- admission, first question: who fits?

-- Some free lanes of a lock key by this statement's snapshot; which ones does not matter.
create function cron_free_lanes_v1(p_key text, p_lanes integer, p_wanted integer) returns integer[] language plpgsql stable as $fn$
begin
  return array(select g.lane from generate_series(1, p_lanes) g(lane)
    where g.lane <> all (array(select h.lane from cron_job_logs h where h.lock_key = p_key and h.lane is not null)) limit p_wanted);
end $fn$;

-- A slot is up to 5 s early by the caller's clock: that is skew, not the slot before (which would answer duplicate).
create function cron_slot_v1(previous timestamptz, next timestamptz, now timestamptz) returns timestamptz language sql stable
  as $fn$ select case when next <= now + interval '5 seconds' then next else previous end $fn$;

-- 1 to 64 requests, one commit. Rows come back for those that began; the unique indexes decided the rest.
create function cron_admit_v1(reqs json)
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
create function cron_admit_one_v1(p_id uuid, p_job text, p_trigger text, p_schedule text, p_previous timestamptz, p_next timestamptz, p_request text,
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

-- ---------------------------------------------------------------- rescue: for the sweeper and for an admission that meets a dead holder

-- Takes runs whose lease is over out of `started` (keys null = all). The fence rises: the old holder can change nothing.
create function cron_rescue_v1(p_keys text[], p_limit integer)
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

-- ---------------------------------------------------------------- admission, second question: why not?

-- One request that did not fit, in its own transaction and with a fresh snapshot. `again` means that the reason is gone
-- (a race is over, a dead holder was rescued): ask cron_admit_v1 once more.
create function cron_refuse_v1(req json)
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
    actor text, worker text, release text, force boolean, enabled_by_default boolean);
  slot := cron_slot_v1(r.slot_previous, r.slot_next, n);

  -- All that is open under the key, in one order: refusals of a key come one after another.
  perform 1 from cron_job_logs l
  where l.id = any(array(
      select h.id from cron_job_logs h where h.lock_key = r.lock_key and h.lane is not null
      union all
      select w.id from cron_job_logs w where w.lock_key = r.lock_key and w.next_attempt_at is not null))
  order by l.id for update;

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
    elsif b.as_admitted then
      outcome := 'started'; fence := b.fence; scheduled_for := b.scheduled_for; started_at := b.started_at;
    else
      outcome := case when b.status = 'queued' then 'queued' else 'duplicate' end;
    end if;
    return next; return;
  end if;

  reason := case when not r.force then cron_idle_reason_v1(r.job_name, r.enabled_by_default, n) end;
  if reason is not null then
    outcome := 'skipped';
  else
    select d.outcome, d.reason, d.held_by, d.held_since into outcome, reason, held_by, held_since
    from cron_overlap_v1(r.lock_key, r.lanes, r.overlap) d;
    if outcome = 'again' then return next; return; end if;
  end if;

  -- A refusal that stands for no slot leaves no row.
  if outcome = 'skipped' and slot is null then return next; return; end if;
  insert into cron_job_logs as l (id, job_name, status, reason, trigger, schedule_id, scheduled_for, request_key, lock_key, lanes, forced, successor,
    next_attempt_at, created_at, started_at, completed_at, attempts, max_attempts, params, parent_id, actor, release)
  values (r.id, r.job_name, outcome, reason, r.trigger, r.schedule_id, slot, r.request_key, r.lock_key, r.lanes, r.force, outcome = 'queued',
    case when outcome = 'queued' then n end, n, case when outcome = 'queued' then n else slot end, case when outcome = 'skipped' then n end,
    0, r.max_attempts, r.params, r.parent_id, r.actor, r.release)
  on conflict do nothing;
  if not found then
    outcome := 'again'; return next; return;
  end if;
  run_id := r.id; status := outcome;
  if outcome = 'skipped' then
    perform cron_count_endings_v1(array[row(r.job_name, 'skipped', slot, null)::cron_ending]);
  end if;
  return next;
end $fn$;

-- What a new run of a taken lock key does. The caller has locked the key's open rows.
create function cron_overlap_v1(p_key text, p_lanes integer, p_overlap text)
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

-- ---------------------------------------------------------------- claim: waiting -> started

-- Due runs of the jobs this process knows, whose lock key has a lane left for them; the older of two waits is the first
-- to go. A lane that somebody takes meanwhile costs that row alone (savepoint). Runs of disabled and paused jobs end here.
create function cron_claim_v1(p_worker text, p_limit integer, p_lease_ms integer, p_jobs text[], p_enabled text[], p_key text)
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
    select d.id, d.lock_key, d.lanes, d.idle from (
      select l.id, l.lock_key, l.lanes, case when not l.forced then cron_idle_reason_v1(l.job_name, array_position(p_enabled, l.job_name::text) is not null, n) end as idle
      from cron_job_logs l
      where l.lane is null and l.completed_at is null and l.next_attempt_at <= n
        -- Not `= any`: that may become a walk through all runs the jobs ever had.
        and array_position(p_jobs, l.job_name::text) is not null and (p_key is null or l.lock_key = p_key)
        and (select count(*) from cron_job_logs h where h.lock_key = l.lock_key and h.lane is not null)
          + (select count(*) from (select 1 from cron_job_logs o where o.lock_key = l.lock_key
              and o.next_attempt_at <= n and o.id < l.id and array_position(p_jobs, o.job_name::text) is not null limit l.lanes) older) < l.lanes
      order by l.next_attempt_at, l.id limit p_limit
    ) d order by d.lock_key, d.id
  loop
    if w.idle is not null then
      update cron_job_logs l set status = case l.status when 'queued' then 'skipped' else 'cancelled' end, reason = w.idle, next_attempt_at = null,
        completed_at = greatest(n, l.started_at), duration_ms = case when l.attempt_started_at is not null then cron_ms_between_v1(l.started_at, n) end
      where l.id = (select k.id from cron_job_logs k where k.id = w.id and k.next_attempt_at is not null for update skip locked)
      returning l.job_name, l.status, l.started_at, l.duration_ms into ending;
      if found then endings := endings || ending; end if;
      continue;
    end if;
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

-- ---------------------------------------------------------------- beat: all runs of a process in one statement

-- Renews, reports and asks. No indexed column moves, so the updates stay HOT; a run with nothing to write is only read.
create function cron_beat_v1(ids uuid[], beats json) returns table (id uuid, fence bigint, held boolean, abort_reason text) language plpgsql
set enable_nestloop = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  written bigint;
begin
  with lk as materialized (
    select l.id, b.lease_ms, b.progress, b.attempt, b.failed, b.lines,
      case when l.abort_reason in ('cancel', 'replaced') then l.abort_reason else b.abort end as abort
    from json_to_recordset(beats) as b(id uuid, fence bigint, lease_ms integer, progress jsonb, abort text, attempt integer, failed jsonb, lines json)
    join cron_job_logs l on l.id = b.id and l.fence = b.fence
    where l.id = any(ids) and l.lease_expires_at is not null and (b.lease_ms is not null or b.progress is not null or b.attempt is not null or b.lines is not null
      or (b.abort is distinct from l.abort_reason and (l.abort_reason is null or l.abort_reason = 'timeout')))
    order by l.lock_key, l.id for update of l
  ), up as (
    update cron_job_logs l set
      heartbeat_at = n,
      lease_expires_at = case when lk.lease_ms is null then l.lease_expires_at else n + lk.lease_ms * interval '1 millisecond' end,
      progress = coalesce(lk.progress, l.progress),
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
  )
  select count(*) into written from up;

  return query
  select b.id, b.fence, l.id is not null, l.abort_reason::text
  from json_to_recordset(beats) as b(id uuid, fence bigint)
  left join cron_job_logs l on l.id = b.id and l.id = any(ids) and l.fence = b.fence and l.lease_expires_at is not null;
end $fn$;

-- ---------------------------------------------------------------- finish: 1 to 64 runs, one commit, one answer each

create function cron_finish_v1(ids uuid[], fins json)
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
      f.reason, f.retry_ms, f.costs, f.message, f.result, f.error, f.progress, f.entry, f.lines
    from json_to_recordset(fins) as f(id uuid, fence bigint, kind text, status text, reason text, lag_ms integer, retry_ms integer, costs text,
      message text, result jsonb, error jsonb, progress jsonb, entry jsonb, lines json)
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
create function cron_finish_one_v1(p_id uuid, p_fence bigint, p_status text, p_reason text, p_lag_ms integer, p_message text, p_result jsonb, p_error jsonb,
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

-- ---------------------------------------------------------------- people: cancel and force-end

create function cron_cancel_v1(p_id uuid) returns table (outcome text, status text) language plpgsql
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
create function cron_force_end_v1(p_id uuid, p_reason text) returns table (outcome text, status text) language plpgsql
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

-- The same by hand: `update cron_job_logs set status = 'failed' where status = 'started'` frees the lane, raises the
-- fence and counts. The engine's own statements clear lane and due time themselves, so that this never fires for their
-- endings. Its condition is short because Postgres reads and plans it anew at every statement.
create function cron_logs_ended_by_hand() returns trigger language plpgsql as $fn$
declare n timestamptz := cron_now();
begin
  if new.status in ('queued', 'started', 'retrying') then return new; end if;
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

create trigger cron_logs_ended_by_hand before update of status on cron_job_logs
  for each row when (num_nonnulls(new.lane, new.next_attempt_at) > 0)
  execute function cron_logs_ended_by_hand();

-- ---------------------------------------------------------------- saved state

-- A run's save: only while it is started under this fence, and only onto the version it knows (0 = no row yet).
create function cron_state_save_v1(p_job text, p_key text, p_version integer, p_value jsonb, p_run uuid, p_fence bigint)
returns table (outcome text, version integer) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
begin
  -- The share lock holds off a rescue or a force-end until the save is committed.
  perform 1 from cron_job_logs l where l.id = p_run and l.fence = p_fence and l.lease_expires_at is not null for share;
  if not found then
    outcome := 'lease_lost'; return next; return;
  end if;
  return query select s.outcome, s.version from cron_state_write_v1(p_job, p_key, p_version, p_value, 0, p_run::text) s;
end $fn$;

-- Compare-and-set on the version. The same write sent again after a lost answer counts as saved, once.
create function cron_state_write_v1(p_job text, p_key text, p_version integer, p_value jsonb, p_raise integer, p_by text)
returns table (outcome text, version integer) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare b record;
begin
  outcome := 'saved';
  if p_version = 0 then
    insert into cron_job_state as s (job_name, state_key, version, epoch, value, updated_at, updated_by)
    values (p_job, p_key, 1, p_raise, p_value, cron_now(), p_by) on conflict do nothing returning s.version into version;
  else
    update cron_job_state s set version = s.version + 1, epoch = s.epoch + p_raise, value = p_value, updated_at = cron_now(), updated_by = p_by
    where s.job_name = p_job and s.state_key = p_key and s.version = p_version returning s.version into version;
  end if;
  if found then
    return next; return;
  end if;
  select s.version, s.updated_by, s.value into b from cron_job_state s where s.job_name = p_job and s.state_key = p_key;
  if not (b.version = p_version + 1 and b.updated_by = p_by and b.value is not distinct from p_value) or b.version is null then outcome := 'conflict'; end if;
  version := coalesce(b.version, 0);
  return next;
end $fn$;
