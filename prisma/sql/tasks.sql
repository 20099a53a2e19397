-- Fan-out: tasks of a run, their lanes and fences (docs/run-lifecycle.md).

-- One function instead of several CHECKs, as for runs.
create or replace function cron_task_is_sound_v1(status text, lane smallint, lanes smallint, lease_expires_at timestamptz, next_attempt_at timestamptz,
  completed_at timestamptz, attempts smallint, max_attempts smallint, abort_reason text) returns boolean language plpgsql immutable as $fn$
begin
  return lanes between 1 and 1000 and attempts >= 0 and max_attempts >= 1
    and (abort_reason is null or abort_reason in ('timeout', 'cancel'))
    and (lane is not null) = (status = 'started') and (lane is null or lane between 1 and lanes)
    and (lease_expires_at is not null) = (status = 'started')
    and (next_attempt_at is not null) = (status in ('queued', 'retrying'))
    and (completed_at is not null) = (status in ('completed', 'failed', 'timed_out', 'cancelled', 'abandoned'))
    and num_nonnulls(lane, next_attempt_at, completed_at) = 1;
end $fn$;

alter table cron_run_tasks add constraint cron_run_tasks_row_is_sound check
  (cron_task_is_sound_v1(status, lane, lanes, lease_expires_at, next_attempt_at, completed_at, attempts, max_attempts, abort_reason));

-- One task per lane of a key, over all processes: this decides every race.
create unique index uq_cron_run_tasks_lane on cron_run_tasks (key, lane) where lane is not null;

-- Holds what waits, and nothing else: a claim hops from key to key and reads the oldest of each. As for runs, no index
-- holds lease_expires_at, so that a heartbeat stays a HOT update.
create index idx_cron_run_tasks_waiting on cron_run_tasks (key, next_attempt_at, id) where next_attempt_at is not null;

alter table cron_run_tasks set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);

-- Adds the items that the run does not have yet: only while it is started under this fence, and not once a person
-- cancelled it. The share lock holds off a rescue, a cancel or a force-end until the tasks are committed.
create or replace function cron_enqueue_tasks_v1(p_run uuid, p_fence bigint, p_task json, p_items json) returns table (outcome text, added integer) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
declare
  n timestamptz := cron_now();
  abort text;
  t record;
begin
  added := 0;
  select l.abort_reason into abort from cron_job_logs l where l.id = p_run and l.fence = p_fence and l.lease_expires_at is not null for share;
  if not found then
    outcome := 'lease_lost'; return next; return;
  elsif abort = 'cancel' then
    outcome := 'cancelled'; return next; return;
  end if;
  select x.* into t from json_to_record(p_task) as x(job_name text, task text, lanes smallint, max_attempts smallint);
  insert into cron_run_tasks (id, run_id, job_name, task, item_id, key, item, status, lanes, next_attempt_at, max_attempts, created_at)
  select i.id, p_run, t.job_name, t.task, i.item_id, i.key, i.item, 'queued', t.lanes, n, t.max_attempts, n
  from json_to_recordset(p_items) as i(id uuid, item_id text, key text, item jsonb)
  order by i.item_id
  on conflict do nothing;
  get diagnostics added = row_count;
  outcome := 'added';
  return next;
end $fn$;

-- The next keys that anything waits under, after a key. Hops over the index: a key of 100,000 tasks costs what one of 1 costs.
create or replace function cron_waiting_task_keys_v1(p_after text, p_limit integer) returns setof text language plpgsql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set plan_cache_mode = force_generic_plan as $fn$
declare hop text := p_after;
begin
  for i in 1..p_limit loop
    select t.key into hop from cron_run_tasks t where t.next_attempt_at is not null and t.key > hop order by t.key limit 1;
    if hop is null then return; end if;
    return next hop;
  end loop;
end $fn$;

create or replace function cron_free_task_lane_v1(p_key text, p_lanes integer) returns integer language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  return (select g.lane from generate_series(1, p_lanes) g(lane)
    where g.lane <> all (array(select h.lane from cron_run_tasks h where h.key = p_key and h.lane is not null)) order by g.lane limit 1);
end $fn$;

-- Whether a key's tasks are to be left alone for now: another side asked to wait (Retry-After), or a person paused the job.
create or replace function cron_task_key_rests_v1(p_key text, p_now timestamptz) returns boolean language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  return exists (select 1 from cron_key_pauses p where p.key = p_key and p.until > p_now)
    or exists (select 1 from cron_job_config c where c.job_name = split_part(p_key, '/', 1) and cron_is_paused_v1(c.paused_at, c.paused_until, p_now));
end $fn$;

-- Due tasks of the kinds (`<job>/<task>`) this process knows. Fair: the key with the fewest running goes first, then
-- the task that waits longest. Keys are looked at 64 at a time, from where this process's last claim stopped, so that
-- many keys cost no more than a few; `walked_to` goes back in as p_after and is empty once all keys were looked at.
-- Lanes are taken in key order only, so a walk that took something does not begin anew at the first key: it answers,
-- and the caller asks again.
create or replace function cron_claim_tasks_v1(p_worker text, p_limit integer, p_lease_ms integer, p_kinds text[], p_after text)
returns table (id uuid, run_id uuid, job_name text, task text, item_id text, key text, item jsonb, fence bigint, attempt integer, max_attempts integer,
  interruptions integer, deferrals integer, walked_to text) language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  room integer := p_limit;
  around boolean := p_after = '';
  at_end boolean;
  keys text[];
  hop text := p_after;
  w record;
begin
  if cron_all_paused_v1(n) then return; end if;
  while room > 0 loop
    keys := array(select k from cron_waiting_task_keys_v1(hop, 64) k where not around or p_after = '' or k <= p_after);
    at_end := cardinality(keys) < 64;
    hop := case when at_end and around then '' else coalesce(keys[cardinality(keys)], hop) end;
    for w in
      select c.id, c.key, c.lanes from (
        select t.id, t.key, t.lanes, t.next_attempt_at, h.running + row_number() over (partition by t.key order by t.next_attempt_at, t.id) as place
        from unnest(keys) k(key)
        cross join lateral (select count(*) as running from cron_run_tasks r where r.key = k.key and r.lane is not null) h
        cross join lateral (select f.lanes from cron_run_tasks f where f.key = k.key and f.next_attempt_at <= n order by f.next_attempt_at, f.id limit 1) f
        cross join lateral (select d.id, d.key, d.lanes, d.next_attempt_at from cron_run_tasks d
          where d.key = k.key and d.next_attempt_at <= n order by d.next_attempt_at, d.id limit greatest(0, least(room, f.lanes - h.running))) t
        where array_position(p_kinds, split_part(k.key, ':', 1)) is not null and not cron_task_key_rests_v1(k.key, n)
        order by place, t.next_attempt_at, t.id limit room
      ) c order by c.key, c.id
    loop
      loop
        begin
          return query
          update cron_run_tasks t set status = 'started', lane = f.lane, fence = nextval('cron_fence_seq'), attempts = t.attempts + 1, worker = p_worker,
            lease_expires_at = n + p_lease_ms * interval '1 millisecond', next_attempt_at = null, started_at = coalesce(t.started_at, n)
          from (select cron_free_task_lane_v1(w.key, w.lanes) as lane) f
          where f.lane is not null and t.id = (select o.id from cron_run_tasks o where o.id = w.id and o.next_attempt_at <= n for update skip locked)
          returning t.id, t.run_id, t.job_name::text, t.task::text, t.item_id::text, t.key::text, t.item, t.fence, t.attempts::integer, t.max_attempts::integer,
            t.interruptions::integer, t.deferrals::integer, hop;
          if found then room := room - 1; end if;
          exit;
        exception when unique_violation then
          continue; -- another process took that lane meanwhile: look for the next free one
        end;
      end loop;
    end loop;
    if at_end then
      exit when around or room < p_limit;
      around := true; hop := '';
    end if;
  end loop;
end $fn$;

create or replace function cron_beat_tasks_v1(ids uuid[], beats json) returns table (id uuid, fence bigint, held boolean, abort_reason text) language plpgsql
set enable_nestloop = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  written bigint;
begin
  with lk as materialized (
    select t.id, t.run_id, b.lease_ms, b.lines, case when t.abort_reason = 'cancel' then t.abort_reason else b.abort end as abort
    from json_to_recordset(beats) as b(id uuid, fence bigint, lease_ms integer, abort text, lines json)
    join cron_run_tasks t on t.id = b.id and t.fence = b.fence
    where t.id = any(ids) and t.lane is not null and (b.lease_ms is not null or b.lines is not null
      or (b.abort is distinct from t.abort_reason and t.abort_reason is distinct from 'cancel'))
    order by t.key, t.id for update of t
  ), up as (
    update cron_run_tasks t set abort_reason = lk.abort,
      lease_expires_at = case when lk.lease_ms is null then t.lease_expires_at else n + lk.lease_ms * interval '1 millisecond' end
    from lk where t.id = lk.id and t.id = any(ids)
    returning 1
  ), ln as (
    insert into cron_job_log_lines (run_id, at, level, attempt, message, fields)
    select lk.run_id, y.at, y.level, y.attempt, y.message, y.fields
    from lk cross join lateral json_to_recordset(lk.lines) as y(at timestamptz, level text, attempt smallint, message text, fields jsonb)
  )
  select count(*) into written from up;

  return query
  select b.id, b.fence, t.id is not null, t.abort_reason::text
  from json_to_recordset(beats) as b(id uuid, fence bigint)
  left join cron_run_tasks t on t.id = b.id and t.id = any(ids) and t.fence = b.fence and t.lane is not null;
end $fn$;
