-- Past slots run again, in a lane of their own.

-- Partial: live runs pay nothing for it.
create index idx_cron_logs_backfill on cron_job_logs (backfill_id) where backfill_id is not null;

-- Makes a batch and its waiting runs, and answers the ids of those runs. Its rows have no schedule_id: the slot's own
-- row is the live run's (uq_cron_logs_slot). The batch's id decides a repetition: the same batch sent again adds nothing.
-- All runs are due now, a little back-dated: the due times lie in the order of the slots, so that a claim finds the
-- oldest of the key first without looking at the others.
create or replace function cron_backfill_v1(p_batch json) returns setof uuid language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
declare
  n timestamptz := cron_now();
  b record;
  total integer;
begin
  select x.* into b from json_to_record(p_batch) as x(id uuid, job_name text, schedule_id text, "from" timestamptz, "to" timestamptz, choice text,
    concurrency integer, force boolean, params jsonb, lock_key text, max_attempts integer, actor text, release text, runs json);
  total := json_array_length(b.runs);
  insert into cron_backfills (id, job_name, schedule_id, from_slot, to_slot, choice, concurrency, forced, params, runs, actor, created_at)
  values (b.id, b.job_name, b.schedule_id, b."from", b."to", b.choice, b.concurrency, b.force, b.params, total, b.actor, n)
  on conflict (id) do nothing;
  if not found then return; end if;
  return query
  insert into cron_job_logs as l (id, backfill_id, job_name, status, trigger, scheduled_for, lock_key, lanes, forced, next_attempt_at, created_at, started_at,
    attempts, max_attempts, params, actor, release)
  select r.id, b.id, b.job_name, 'queued', 'backfill', r.slot, b.lock_key, b.concurrency, b.force,
    n - (total - row_number() over (order by r.id) + 1) * interval '1 millisecond', n, n, 0, b.max_attempts, b.params, b.actor, b.release
  from json_to_recordset(b.runs) as r(id uuid, slot timestamptz)
  order by r.id
  on conflict do nothing
  returning l.id;
end $fn$;

-- Cancels what waits of a batch and asks what runs of it to stop.
create or replace function cron_backfill_cancel_v1(p_id uuid) returns table (cancelled integer, requested integer) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
declare
  n timestamptz := cron_now();
  endings cron_ending[];
begin
  perform 1 from cron_job_logs l
  where l.backfill_id = p_id and l.completed_at is null
  order by l.lock_key, l.id for update;
  update cron_job_logs l set abort_reason = 'cancel', abort_requested_at = n
  where l.backfill_id = p_id and l.lane is not null and (l.abort_reason is null or l.abort_reason = 'timeout');
  get diagnostics requested = row_count;
  with up as (
    update cron_job_logs l set status = 'cancelled', reason = 'cancel', next_attempt_at = null, completed_at = greatest(n, l.started_at),
      duration_ms = case when l.attempt_started_at is not null then cron_ms_between_v1(l.started_at, n) end
    where l.backfill_id = p_id and l.next_attempt_at is not null
    returning l.job_name, l.status, l.started_at, l.duration_ms
  )
  select count(*), array_agg(row(u.job_name, u.status, u.started_at, u.duration_ms)::cron_ending) into cancelled, endings from up u;
  if endings is not null then perform cron_count_endings_v1(endings); end if;
  return next;
end $fn$;
