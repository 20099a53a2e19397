-- Fan-out: the tasks of a run, worked on by any number of processes, at most so many of one key at once. The rules of the
-- transitions migration hold here too; a statement that touches several tasks takes them in (key, id) order.

create table "cron_run_tasks" (
    "id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "job_name" VARCHAR(100) NOT NULL,
    "task" VARCHAR(100) NOT NULL,
    "item_id" VARCHAR(200) NOT NULL,
    "key" VARCHAR(300) NOT NULL,
    "item" JSONB NOT NULL,
    "status" VARCHAR(20) NOT NULL,
    "lane" SMALLINT,
    "lanes" SMALLINT NOT NULL DEFAULT 1,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_expires_at" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3),
    "abort_reason" VARCHAR(12),
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "max_attempts" SMALLINT NOT NULL,
    "interruptions" SMALLINT NOT NULL DEFAULT 0,
    "deferrals" SMALLINT NOT NULL DEFAULT 0,
    "result" JSONB,
    "error" JSONB,
    "worker" VARCHAR(100),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "duration_ms" INTEGER,

    CONSTRAINT "cron_run_tasks_pkey" PRIMARY KEY ("id")
);

create table "cron_key_pauses" (
    "key" VARCHAR(300) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "cron_key_pauses_pkey" PRIMARY KEY ("key")
);

-- An item is enqueued once in a run, however many attempts of the run enqueue it.
create unique index "uq_cron_run_tasks_item" on "cron_run_tasks"("run_id", "task", "item_id");
-- A run's tasks by status: their counts, and their pages.
create index "idx_cron_run_tasks_run" on "cron_run_tasks"("run_id", "status", "id");
create index "idx_cron_key_pauses_until" on "cron_key_pauses"("until");

-- Whoever deletes runs (retention, a person) deletes their tasks: one statement for all of them. A foreign key with its
-- trigger for each row made the deletion of 20,000 runs 40 times as long.
create function cron_delete_tasks_of_runs() returns trigger language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  if exists (select 1 from cron_run_tasks) then
    delete from cron_run_tasks t using gone g where t.run_id = g.id;
  end if;
  return null;
end $fn$;

create trigger cron_logs_tasks_go_along after delete on cron_job_logs
  referencing old table as gone for each statement execute function cron_delete_tasks_of_runs();

-- One function instead of several CHECKs, as for runs.
create function cron_task_is_sound_v1(status text, lane smallint, lanes smallint, lease_expires_at timestamptz, next_attempt_at timestamptz,
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

-- ---------------------------------------------------------------- enqueue

-- Adds the items that the run does not have yet: only while it is started under this fence, and not once a person
-- cancelled it. The share lock holds off a rescue, a cancel or a force-end until the tasks are committed.
create function cron_enqueue_tasks_v1(p_run uuid, p_fence bigint, p_task json, p_items json) returns table (outcome text, added integer) language plpgsql
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

-- ---------------------------------------------------------------- claim: waiting -> started

-- The next keys that anything waits under, after a key. Hops over the index: a key of 100,000 tasks costs what one of 1 costs.
create function cron_waiting_task_keys_v1(p_after text, p_limit integer) returns setof text language plpgsql stable
set enable_seqscan = off set enable_bitmapscan = off set enable_sort = off set plan_cache_mode = force_generic_plan as $fn$
declare hop text := p_after;
begin
  for i in 1..p_limit loop
    select t.key into hop from cron_run_tasks t where t.next_attempt_at is not null and t.key > hop order by t.key limit 1;
    if hop is null then return; end if;
    return next hop;
  end loop;
end $fn$;

create function cron_free_task_lane_v1(p_key text, p_lanes integer) returns integer language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  return (select g.lane from generate_series(1, p_lanes) g(lane)
    where g.lane <> all (array(select h.lane from cron_run_tasks h where h.key = p_key and h.lane is not null)) order by g.lane limit 1);
end $fn$;

-- Whether a key's tasks are to be left alone for now: another side asked to wait (Retry-After), or a person paused the job.
create function cron_task_key_rests_v1(p_key text, p_now timestamptz) returns boolean language plpgsql stable
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
create function cron_claim_tasks_v1(p_worker text, p_limit integer, p_lease_ms integer, p_kinds text[], p_after text)
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

-- ---------------------------------------------------------------- beat: all tasks of a process in one statement

create function cron_beat_tasks_v1(ids uuid[], beats json) returns table (id uuid, fence bigint, held boolean, abort_reason text) language plpgsql
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

-- ---------------------------------------------------------------- finish: 1 to 64 tasks, one commit, one answer each

-- An ending, or `retrying` with what the hand-over does to the attempt counter. `pause_ms` holds the whole key back; a
-- longer pause that is on already stays.
create function cron_finish_tasks_v1(ids uuid[], fins json)
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

-- ---------------------------------------------------------------- rescue and cancel

-- Takes tasks whose lease is over out of `started`, and forgets pauses that are over. The fence rises: the old holder
-- can change nothing.
create function cron_rescue_tasks_v1(p_limit integer) returns table (id uuid, run_id uuid, job_name text, status text) language plpgsql
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
create function cron_cancel_tasks_v1(p_run uuid, p_limit integer) returns table (cancelled integer, stopping integer) language plpgsql
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
