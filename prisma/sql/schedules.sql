-- What a schedule may be, and the dispatcher's statements (docs/scheduling.md).

alter table cron_schedules set (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02);

alter table cron_schedules
  add constraint cron_schedules_kind_complete check (
    (kind = 'cron' and expression is not null) or (kind = 'interval' and every_seconds > 0 and anchor_at is not null) or (kind = 'date' and run_at is not null)),
  add constraint cron_schedules_misfire_known check (misfire in ('skip', 'run-once', 'run-all')),
  add constraint cron_schedules_due_has_a_slot check (next_run_at is null or next_slot is not null);

alter table cron_scheduler_state add constraint cron_scheduler_state_one_row check (id = 1);

-- Partial, so that 100,000 schedules of which 10 are due cost what 10 cost.
create index idx_cron_schedules_due on cron_schedules (next_run_at) where next_run_at is not null;
-- A start compares the registry with what code declared: it must not read through what people made.
create index idx_cron_schedules_declared on cron_schedules (id) where origin = 'code' and removed_at is null;

-- Writes an ending for slots that get no run and answers how many it counted: a slot that has a row already (it was
-- delivered from outside) keeps it. Slots that nobody wants (disabled, paused) grow the row before them instead of
-- adding one a minute.
create or replace function cron_account_slots_v1(p_schedule text, p_job text, p_lock_key text, p_from timestamptz, p_until timestamptz, p_count integer,
  p_status text, p_reason text, p_id uuid) returns integer language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
declare n timestamptz := cron_now();
begin
  if p_reason in ('disabled', 'paused') then
    update cron_job_logs l set slot_until = p_until, slot_count = l.slot_count + p_count, completed_at = greatest(n, l.started_at)
    where l.id = (select b.id from cron_job_logs b where b.schedule_id = p_schedule and b.scheduled_for < p_from order by b.scheduled_for desc limit 1)
      and l.status = 'skipped' and l.reason = p_reason;
    if found then return p_count; end if;
  end if;
  insert into cron_job_logs (id, job_name, status, reason, trigger, schedule_id, scheduled_for, slot_until, slot_count, lock_key,
    created_at, started_at, completed_at, attempts)
  values (p_id, p_job, p_status, p_reason, 'schedule', p_schedule, p_from, case when p_count > 1 then p_until end, p_count, p_lock_key,
    n, p_from, greatest(n, p_from), 0)
  on conflict do nothing;
  return case when found then p_count else 0 end;
end $fn$;

-- Due schedules with what the dispatcher's plan makes of them: each is moved on by compare-and-set on (version, slot),
-- and every slot that fell due gets its ending, in one commit. Answers which ones this dispatcher moved and how many
-- runs it made. Any number of dispatchers may send the same plan: one moves it.
create or replace function cron_dispatch_v1(items json)
returns table (schedule_id text, runs integer) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  d record;
  r record;
  idle text;
  decided text;
  why text;
  ending cron_never_ran;
  endings cron_never_ran[] := '{}';
begin
  for d in
    select x.* from json_to_recordset(items) as x(schedule_id text, version integer, slot timestamptz, next_slot timestamptz, next_run_at timestamptz,
      last_slot timestamptz, job_name text, enabled_by_default boolean, lock_key text, lanes integer, overlap text, max_attempts integer, params jsonb,
      release text, runs json, unrun json)
    order by x.lock_key, x.schedule_id
  loop
    update cron_schedules s set next_slot = d.next_slot, next_run_at = d.next_run_at, last_slot = coalesce(d.last_slot, s.last_slot)
    where s.id = (select k.id from cron_schedules k where k.id = d.schedule_id and k.version = d.version and k.next_slot = d.slot for update skip locked);
    if not found then continue; end if;
    schedule_id := d.schedule_id; runs := 0;
    idle := cron_idle_reason_v1(d.job_name, d.enabled_by_default, n);
    if idle is null and exists (select 1 from cron_schedules s where s.id = d.schedule_id
        and (not s.enabled or (s.paused_at <= n and (s.paused_until is null or s.paused_until > n)))) then
      idle := case when (select s.enabled from cron_schedules s where s.id = d.schedule_id) then 'paused' else 'disabled' end;
    end if;
    -- In the order of time: a row must not grow over a slot that runs.
    for r in
      select u.id, u."from" as slot, u.until, u.count, u.status, u.reason, 0 as coalesced, false as late
      from json_to_recordset(d.unrun) as u(id uuid, "from" timestamptz, until timestamptz, count integer, status text, reason text)
      union all
      select u.id, u.slot, null, 1, null, null, u.coalesced, u.late
      from json_to_recordset(d.runs) as u(id uuid, slot timestamptz, coalesced integer, late boolean)
      order by slot
    loop
      if r.status is not null then
        ending := (d.job_name, case when idle is null then r.status else 'skipped' end, r.slot, 0);
        ending.slots := cron_account_slots_v1(d.schedule_id, d.job_name, d.lock_key, r.slot, r.until, r.count, ending.status, coalesce(idle, r.reason), r.id);
        endings := endings || ending;
        continue;
      end if;
      decided := 'queued'; why := null;
      if idle is not null then decided := 'skipped'; why := idle;
      elsif exists (select 1 from cron_schedule_skips k where k.schedule_id = d.schedule_id and k.slot = r.slot) then decided := 'skipped'; why := 'skipped_by_person';
      elsif not r.late then
        -- All that is open under the key, in one order, as admission does.
        perform 1 from cron_job_logs l
        where l.id = any(array(
            select h.id from cron_job_logs h where h.lock_key = d.lock_key and h.lane is not null
            union all
            select w.id from cron_job_logs w where w.lock_key = d.lock_key and w.next_attempt_at is not null))
        order by l.id for update;
        if not exists (select 1 from cron_job_logs l where l.schedule_id = d.schedule_id and l.scheduled_for = r.slot) then
          select case when o.outcome = 'again' then 'queued' else o.outcome end, case when o.outcome = 'again' then null else o.reason end
          into decided, why from cron_overlap_v1(d.lock_key, d.lanes, d.overlap) o;
        end if;
      end if;
      if decided = 'skipped' then
        ending := (d.job_name, 'skipped', r.slot, 0);
        ending.slots := cron_account_slots_v1(d.schedule_id, d.job_name, d.lock_key, r.slot, r.slot, 1, 'skipped', why, r.id);
        endings := endings || ending;
        continue;
      end if;
      insert into cron_job_logs (id, job_name, status, reason, trigger, schedule_id, scheduled_for, coalesced_count, lock_key, lanes, successor,
        next_attempt_at, created_at, started_at, attempts, max_attempts, params, release)
      values (r.id, d.job_name, 'queued', why, case when r.late then 'catch_up' else 'schedule' end, d.schedule_id, r.slot, r.coalesced, d.lock_key, d.lanes,
        why is not distinct from 'waits_for_lock', n + runs * interval '1 millisecond', n, n, 0, d.max_attempts, d.params, d.release)
      on conflict do nothing;
      if found then runs := runs + 1; end if;
    end loop;
    return next;
  end loop;
  if endings <> '{}' then perform cron_count_never_ran_v1(endings); end if;
end $fn$;

-- As cron_dispatch_v1. Schedules with one run that is on time, whose lock key nobody holds or waits for, and which
-- nothing holds back, are moved by one statement (a tenth of the cost of one by one); v1 sees to all others.
create or replace function cron_dispatch_v2(items json)
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

-- Due schedules of these jobs, longest due first, and the time by which they are due. Reads without locks.
create or replace function cron_due_v1(p_limit integer, p_jobs text[])
returns table (now timestamptz, id text, job_name text, version integer, kind text, expression text, timezone text, every_seconds integer, anchor_at timestamptz,
  run_at timestamptz, next_slot timestamptz, misfire text, max_lateness_seconds integer, max_catch_up integer, grace_seconds integer, delay_seconds integer,
  jitter_seconds integer, overlap text, params jsonb, ends_at timestamptz) language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare n timestamptz := cron_now();
begin
  return query
  select n, s.id::text, s.job_name::text, s.version, s.kind::text, s.expression::text, s.timezone::text, s.every_seconds, s.anchor_at::timestamptz, s.run_at::timestamptz,
    s.next_slot::timestamptz, s.misfire::text, s.max_lateness_seconds, s.max_catch_up, s.grace_seconds, s.delay_seconds, s.jitter_seconds, s.overlap::text, s.params,
    s.ends_at::timestamptz
  from cron_schedules s where s.next_run_at <= n and s.job_name = any(p_jobs)
  order by s.next_run_at, s.id limit p_limit;
end $fn$;

create or replace function cron_ms_until_due_v1(p_jobs text[]) returns double precision language sql stable as $fn$
  select extract(epoch from min(s.next_run_at) - cron_now()) * 1000 from cron_schedules s where s.next_run_at is not null and s.job_name = any(p_jobs) $fn$;

-- Writes a schedule's settings and its next slot in one statement: a new one (version 0), or one that is still at `version`.
-- Answers the version it has now, or null when somebody else was first.
create or replace function cron_put_schedule_v1(s json) returns integer language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
declare
  x record;
  now_at integer;
begin
  select r.* into x from json_to_record(s) as r(id text, version integer, job_name text, name text, origin text, declared jsonb, overrides jsonb, kind text,
    expression text, timezone text, every_seconds integer, anchor_at timestamptz, run_at timestamptz, params jsonb, enabled boolean, misfire text,
    max_lateness_seconds integer, max_catch_up integer, overlap text, grace_seconds integer, delay_seconds integer, jitter_seconds integer,
    starts_at timestamptz, ends_at timestamptz, next_slot timestamptz, next_run_at timestamptz, removed_at timestamptz, created_by text);
  if x.version = 0 then
    insert into cron_schedules as c (id, job_name, name, origin, declared, overrides, kind, expression, timezone, every_seconds, anchor_at, run_at, params, enabled,
      misfire, max_lateness_seconds, max_catch_up, overlap, grace_seconds, delay_seconds, jitter_seconds, starts_at, ends_at, next_slot, next_run_at, created_at, created_by)
    values (x.id, x.job_name, x.name, x.origin, x.declared, x.overrides, x.kind, x.expression, x.timezone, x.every_seconds, x.anchor_at, x.run_at, x.params, x.enabled,
      x.misfire, x.max_lateness_seconds, x.max_catch_up, x.overlap, x.grace_seconds, x.delay_seconds, x.jitter_seconds, x.starts_at, x.ends_at, x.next_slot,
      x.next_run_at, cron_now(), x.created_by)
    on conflict do nothing returning c.version into now_at;
    return now_at;
  end if;
  update cron_schedules c set name = x.name, declared = x.declared, overrides = x.overrides, kind = x.kind, expression = x.expression, timezone = x.timezone,
    every_seconds = x.every_seconds, anchor_at = x.anchor_at, run_at = x.run_at, params = x.params, enabled = x.enabled, misfire = x.misfire,
    max_lateness_seconds = x.max_lateness_seconds, max_catch_up = x.max_catch_up, overlap = x.overlap, grace_seconds = x.grace_seconds,
    delay_seconds = x.delay_seconds, jitter_seconds = x.jitter_seconds, starts_at = x.starts_at, ends_at = x.ends_at, next_slot = x.next_slot,
    next_run_at = x.next_run_at, removed_at = x.removed_at, version = c.version + 1
  where c.id = x.id and c.version = x.version returning c.version into now_at;
  return now_at;
end $fn$;

-- Puts a schedule off for a minute if it is still as it was read, and answers whether it was. Its slots keep waiting.
create or replace function cron_park_schedule_v1(p_id text, p_version integer, p_slot timestamptz, p_reason text) returns boolean language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
declare n timestamptz := cron_now();
begin
  update cron_schedules s set next_run_at = n + interval '1 minute', parked_at = coalesce(s.parked_at, n), parked_reason = p_reason
  where s.id = p_id and s.version = p_version and s.next_slot = p_slot;
  return found;
end $fn$;

-- Whoever moves or changes it has planned it.
create or replace function cron_unpark_schedule() returns trigger language plpgsql as $fn$
begin
  new.parked_at := null;
  new.parked_reason := null;
  return new;
end $fn$;

create or replace trigger cron_schedules_unpark before update on cron_schedules for each row
  when (old.parked_reason is not null and (new.next_slot is distinct from old.next_slot or new.version <> old.version))
  execute function cron_unpark_schedule();

-- Gives every registered job its row and follows the code in what nobody changed. A job that left the code keeps its row.
create or replace function cron_register_jobs_v1(p_jobs json) returns void language sql as $fn$
  insert into cron_job_config as c (job_name, aliases, enabled, enabled_by_code, last_modified_at)
  select j.job_name, j.aliases, j.enabled_by_default, j.enabled_by_default, null
  from json_to_recordset(p_jobs) as j(job_name text, aliases text[], enabled_by_default boolean)
  order by j.job_name
  on conflict (job_name) do update set aliases = excluded.aliases, enabled_by_code = excluded.enabled_by_code,
    enabled = case when c.enabled is null or c.enabled = c.enabled_by_code then excluded.enabled_by_code else c.enabled end
  where (c.aliases, c.enabled_by_code, c.enabled is null) is distinct from (excluded.aliases, excluded.enabled_by_code, false) $fn$;
