-- What everything else stands on: the clock, the fence, small pure functions, and what the statements hand each other.

-- The engine's only clock. Tests replace it by the read of a one-row table.
create or replace function cron_now() returns timestamptz language sql volatile as 'select clock_timestamp()';

-- A run's ever-growing number: a write that carries an older one is refused.
create sequence cron_fence_seq;

create type cron_ending as (job_name varchar(100), status varchar(20), started_at timestamptz, duration_ms integer);

-- Slots that never ran, counted into the statistics of the hour of the first of them, in the order that all statements keep.
create type cron_never_ran as (job_name varchar(100), status varchar(20), slot timestamptz, slots integer);

create or replace function cron_ms_between_v1(a timestamptz, b timestamptz) returns integer language sql immutable
  as 'select least(greatest(0, round(extract(epoch from b - a) * 1000)), 2147483647)::integer';

create or replace function cron_iso_v1(at timestamptz) returns text language sql stable
  as $fn$ select to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') $fn$;

-- One entry of attempt_log, in the shape of the engine's AttemptEntry with the holder added.
create or replace function cron_attempt_v1(attempt integer, began timestamptz, ended timestamptz, outcome text, error text, worker text, fence bigint)
  returns jsonb language sql stable as $fn$
  select jsonb_build_object('attempt', attempt, 'startedAt', cron_iso_v1(began), 'endedAt', cron_iso_v1(ended),
    'outcome', outcome, 'error', left(error, 1024), 'worker', worker, 'fence', fence::text) $fn$;

-- An entry made by the engine, with the holder that made it.
create or replace function cron_held_entry_v1(entry jsonb, worker text, fence bigint) returns jsonb language sql stable
  as $fn$ select entry || jsonb_build_object('worker', worker, 'fence', fence::text) $fn$;

-- A pause that is replaced or taken away leaves the time in which it held: slots that lay in it may not have been looked
-- at yet, and stay paused.
-- The latest 20 are kept: whoever pauses more often before anything is looked at loses the first.
create or replace function cron_keep_earlier_pause() returns trigger language plpgsql as $fn$
declare held tstzmultirange := tstzmultirange(tstzrange(old.paused_at, greatest(old.paused_at, least(coalesce(old.paused_until, 'infinity'), cron_now()))));
begin
  new.earlier_pauses := (select range_agg(latest.held) from (
    select e.held from unnest(coalesce(old.earlier_pauses, '{}') + held) as e(held) order by e.held desc limit 20) latest);
  return new;
end $fn$;
create or replace trigger cron_schedules_earlier_pause before update of paused_at, paused_until on cron_schedules for each row
  when (old.paused_at is not null and (old.paused_at, old.paused_until) is distinct from (new.paused_at, new.paused_until))
  execute function cron_keep_earlier_pause();
create or replace trigger cron_job_config_earlier_pause before update of paused_at, paused_until on cron_job_config for each row
  when (old.paused_at is not null and (old.paused_at, old.paused_until) is distinct from (new.paused_at, new.paused_until))
  execute function cron_keep_earlier_pause();
create or replace trigger cron_scheduler_state_earlier_pause before update of paused_at, paused_until on cron_scheduler_state for each row
  when (old.paused_at is not null and (old.paused_at, old.paused_until) is distinct from (new.paused_at, new.paused_until))
  execute function cron_keep_earlier_pause();

-- Pauses of a schedule, of its job and of everything that are over: a slot that lay in one stays paused, whenever it is
-- looked at. The one that ended by itself is still in its row, those before it in the row's list.
create or replace function cron_ended_pauses_v1(p_schedule text, p_job text, p_now timestamptz)
returns table (paused_from timestamptz, paused_until timestamptz) language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
begin
  return query
  with p as (
    select s.paused_at::timestamptz as since, s.paused_until::timestamptz as until, s.earlier_pauses as earlier from cron_schedules s where s.id = p_schedule
    union all
    select c.paused_at, c.paused_until, c.earlier_pauses from cron_job_config c where c.job_name = p_job
    union all
    select g.paused_at, g.paused_until, g.earlier_pauses from cron_scheduler_state g where g.id = 1)
  select p.since, p.until from p where p.since < p.until and p.until <= p_now
  union all
  select lower(e.held), upper(e.held) from p cross join lateral unnest(p.earlier) as e(held);
end $fn$;
