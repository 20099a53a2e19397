-- What jobs keep between their runs, and what each run changed of it.

alter table cron_job_state set (fillfactor = 50);

-- Compare-and-set on the version. The same write sent again after a lost answer counts as saved, once.
create or replace function cron_state_write_v1(p_job text, p_key text, p_version integer, p_value jsonb, p_raise integer, p_by text)
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

-- A state as it is kept with a run: above 16 KiB of text only the first 4,096 characters of it, as a string, and how many
-- bytes the whole had.
create or replace function cron_kept_state_v1(value jsonb, out kept jsonb, out cut_from integer) language sql immutable as $fn$
  select case when t.bytes > 16384 then to_jsonb(left(t.whole, 4096)) else value end, case when t.bytes > 16384 then t.bytes end
  from (select value::text as whole, octet_length(value::text) as bytes) t $fn$;

-- A run's save: only while it is started under this fence, and only onto the version it knows (0 = no row yet).
create or replace function cron_state_save_v1(p_job text, p_key text, p_version integer, p_value jsonb, p_run uuid, p_fence bigint)
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

-- v1, and what the save changed is kept with the run.
create or replace function cron_state_save_v2(p_job text, p_key text, p_version integer, p_value jsonb, p_run uuid, p_fence bigint)
returns table (outcome text, version integer) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  b record;
  was_there boolean;
begin
  -- Whoever names a version has read it, so it is committed; v1's compare-and-set refuses if it is replaced by then.
  select s.value into b from cron_job_state s where s.job_name = p_job and s.state_key = p_key and s.version = p_version;
  was_there := found;
  select s.outcome, s.version into outcome, version from cron_state_save_v1(p_job, p_key, p_version, p_value, p_run, p_fence) s;
  -- The same save sent again after a lost answer finds another version, or its own row: it was kept the first time.
  if outcome = 'saved' and (was_there or p_version = 0) then
    update cron_run_saves r set after = k.kept, after_cut_from = k.cut_from, after_version = cron_state_save_v2.version,
      saves = r.saves + 1, last_saved_at = cron_now()
    from cron_kept_state_v1(p_value) k
    where r.run_id = p_run and r.state_key = p_key and r.after_version < cron_state_save_v2.version;
    if not found then
      insert into cron_run_saves (run_id, state_key, before, before_version, before_cut_from,
        after, after_version, after_cut_from, first_saved_at, last_saved_at)
      select p_run, p_key, o.kept, p_version, o.cut_from, k.kept, cron_state_save_v2.version, k.cut_from, cron_now(), cron_now()
      from cron_kept_state_v1(case when was_there then b.value end) o, cron_kept_state_v1(p_value) k
      on conflict do nothing;
    end if;
  end if;
  return next;
end $fn$;

-- A run that saves at each batch updates one row again and again.
alter table cron_run_saves set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

-- They go with their runs, like the tasks: one statement for all of them instead of a foreign key's trigger for each.
create or replace function cron_delete_saves_of_runs() returns trigger language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  if exists (select 1 from cron_run_saves) then
    delete from cron_run_saves s using gone g where s.run_id = g.id;
  end if;
  return null;
end $fn$;

create or replace trigger cron_logs_saves_go_along after delete on cron_job_logs
  referencing old table as gone for each statement execute function cron_delete_saves_of_runs();
