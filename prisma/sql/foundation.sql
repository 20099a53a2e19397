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

-- Pauses of a schedule, of its job and of everything that ended by themselves: a slot that lay in one stays paused,
-- whenever it is looked at. A resume, which settles the slots first, leaves none.
create or replace function cron_ended_pauses_v1(p_schedule text, p_job text, p_now timestamptz)
returns table (paused_from timestamptz, paused_until timestamptz) language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
begin
  return query
  select p.since, p.until from (
    select s.paused_at::timestamptz as since, s.paused_until::timestamptz as until from cron_schedules s where s.id = p_schedule
    union all
    select c.paused_at, c.paused_until from cron_job_config c where c.job_name = p_job
    union all
    select g.paused_at, g.paused_until from cron_scheduler_state g where g.id = 1) p
  where p.since < p.until and p.until <= p_now;
end $fn$;
