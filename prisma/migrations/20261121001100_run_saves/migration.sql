-- What a run changed of its job's saved state: before its first save and after its last one, kept as long as the run.

create table "cron_run_saves" (
    "run_id" UUID NOT NULL,
    "state_key" VARCHAR(200) NOT NULL,
    "before" JSONB,
    "before_version" INTEGER NOT NULL,
    "before_cut_from" INTEGER,
    "after" JSONB NOT NULL,
    "after_version" INTEGER NOT NULL,
    "after_cut_from" INTEGER,
    "saves" INTEGER NOT NULL DEFAULT 1,
    "first_saved_at" TIMESTAMPTZ(3) NOT NULL,
    "last_saved_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cron_run_saves_pkey" PRIMARY KEY ("run_id","state_key")
);
-- A run that saves at each batch updates one row again and again.
alter table cron_run_saves set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

-- They go with their runs, like the tasks: one statement for all of them instead of a foreign key's trigger for each.
create function cron_delete_saves_of_runs() returns trigger language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  if exists (select 1 from cron_run_saves) then
    delete from cron_run_saves s using gone g where s.run_id = g.id;
  end if;
  return null;
end $fn$;

create trigger cron_logs_saves_go_along after delete on cron_job_logs
  referencing old table as gone for each statement execute function cron_delete_saves_of_runs();

-- A state as it is kept with a run: above 16 KiB of text only the first 4,096 characters of it, as a string, and how many
-- bytes the whole had.
create function cron_kept_state_v1(value jsonb, out kept jsonb, out cut_from integer) language sql immutable as $fn$
  select case when t.bytes > 16384 then to_jsonb(left(t.whole, 4096)) else value end, case when t.bytes > 16384 then t.bytes end
  from (select value::text as whole, octet_length(value::text) as bytes) t $fn$;

-- v1, and what the save changed is kept with the run.
create function cron_state_save_v2(p_job text, p_key text, p_version integer, p_value jsonb, p_run uuid, p_fence bigint)
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

-- ---------------------------------------------------------------- retention by itself

-- The last application of the retention: one row, also the turn that one process takes an hour.
create table "cron_retention_pass" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "began_at" TIMESTAMPTZ(3) NOT NULL,
    "began_by" VARCHAR(200) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "runs" INTEGER NOT NULL DEFAULT 0,
    "log_lines" INTEGER NOT NULL DEFAULT 0,
    "finished" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "cron_retention_pass_pkey" PRIMARY KEY ("id"),
    constraint cron_retention_pass_is_one check (id = 1)
);

-- Takes the turn: true for one caller within `every`. A person at the command line asks with an interval of 0.
create function cron_retention_begin_v1(p_by text, p_every interval) returns boolean language sql as $fn$
  with taken as (
    insert into cron_retention_pass as p (id, began_at, began_by) values (1, cron_now(), p_by)
    on conflict (id) do update set began_at = excluded.began_at, began_by = excluded.began_by
    where p.began_at <= excluded.began_at - p_every returning 1)
  select exists (select 1 from taken) $fn$;

-- What became of it; until then the row tells of the pass before.
create function cron_retention_end_v1(p_runs integer, p_log_lines integer, p_finished boolean) returns void language sql as $fn$
  update cron_retention_pass set ended_at = cron_now(), runs = p_runs, log_lines = p_log_lines, finished = p_finished where id = 1 $fn$;
