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
