-- Numbers that handlers keep with their runs, written with the beat. The beat is called as before: one without `metrics` writes none.

CREATE TABLE "cron_run_metrics" (
    "run_id" UUID NOT NULL,
    "name" VARCHAR(64) NOT NULL,
    "job_name" VARCHAR(100) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,
    "unit" VARCHAR(16),

    CONSTRAINT "cron_run_metrics_pkey" PRIMARY KEY ("run_id","name")
);

CREATE INDEX "idx_cron_run_metrics_job" ON "cron_run_metrics"("job_name", "at" DESC);

alter table cron_run_metrics add constraint cron_run_metrics_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));

-- A run that tells a number again and again updates one row.
alter table cron_run_metrics set (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02);

-- They go with their runs, like what runs saved.
create or replace function cron_delete_metrics_of_runs() returns trigger language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  if exists (select 1 from cron_run_metrics) then
    delete from cron_run_metrics m using gone g where m.run_id = g.id;
  end if;
  return null;
end $fn$;

create or replace trigger cron_logs_metrics_go_along after delete on cron_job_logs
  referencing old table as gone for each statement execute function cron_delete_metrics_of_runs();

-- Renews, reports and asks. No indexed column moves, so the updates stay HOT; a run with nothing to write is only read.
create or replace function cron_beat_v1(ids uuid[], beats json) returns table (id uuid, fence bigint, held boolean, abort_reason text) language plpgsql
set enable_nestloop = off set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  written bigint;
begin
  with lk as materialized (
    select l.id, l.job_name, b.lease_ms, b.progress, b.attempt, b.failed, b.lines, b.waiting, b.metrics,
      case when l.abort_reason in ('cancel', 'replaced') then l.abort_reason else b.abort end as abort
    from json_to_recordset(beats) as b(id uuid, fence bigint, lease_ms integer, progress jsonb, abort text, attempt integer, failed jsonb, lines json, waiting jsonb, metrics json)
    join cron_job_logs l on l.id = b.id and l.fence = b.fence
    where l.id = any(ids) and l.lease_expires_at is not null and (b.lease_ms is not null or b.progress is not null or b.attempt is not null or b.lines is not null or b.waiting is not null or b.metrics is not null
      or (b.abort is distinct from l.abort_reason and (l.abort_reason is null or l.abort_reason = 'timeout')))
    order by l.lock_key, l.id for update of l
  ), up as (
    update cron_job_logs l set
      heartbeat_at = n,
      lease_expires_at = case when lk.lease_ms is null then l.lease_expires_at else n + lk.lease_ms * interval '1 millisecond' end,
      progress = coalesce(lk.progress, l.progress),
      waiting = coalesce(lk.waiting, l.waiting),
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
  ), mt as (
    insert into cron_run_metrics as m (run_id, name, job_name, at, value, unit)
    select lk.id, y.name, lk.job_name, n, y.value, y.unit
    from lk cross join lateral json_to_recordset(lk.metrics) as y(name text, value float8, unit text)
    on conflict (run_id, name) do update set at = excluded.at, value = excluded.value, unit = excluded.unit
  )
  select count(*) into written from up;

  return query
  select b.id, b.fence, l.id is not null, l.abort_reason::text
  from json_to_recordset(beats) as b(id uuid, fence bigint)
  left join cron_job_logs l on l.id = b.id and l.id = any(ids) and l.fence = b.fence and l.lease_expires_at is not null;
end $fn$;
