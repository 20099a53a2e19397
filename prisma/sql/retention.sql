-- How long history is kept, and its deletion in small batches.

-- What holds now: the defaults until somebody changes them. The audit log is append-only, so it has no end.
create or replace function cron_retention_v1() returns table (run_days integer, log_line_days integer, call_days integer) language sql stable as $fn$
  select coalesce(r.run_days, 90), coalesce(r.log_line_days, 30), coalesce(r.call_days, 30)
  from (select 1) one left join cron_retention r on r.id = 1 $fn$;

-- Deletes the oldest of what is past its time: at most `batch` log lines and runs together, and with such runs the lines
-- and tasks that they still have. Call it again, after a pause that lets others write, until both counts are 0. Runs that
-- wait or run stay, and those with open tasks; so does the newest slot of each schedule, for it refuses a repeated
-- delivery; so do the statistics. (The log of calls is swept by its writers.) Rows somebody has locked are left for the next call: this waits for nobody, so it
-- cannot deadlock with the engine's own groups.
create or replace function cron_delete_old_v1(batch integer) returns table (runs integer, log_lines integer) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
declare
  n timestamptz := cron_now();
  keep record;
  left_over integer;
begin
  if batch is null or batch < 1 then
    raise exception 'cron_delete_old_v1 expects a batch of at least 1 row, got %', coalesce(batch::text, 'null');
  end if;
  select r.* into keep from cron_retention_v1() r;

  -- Ids rise with time, so the oldest lines stand first under the primary key and `at` needs no index.
  delete from cron_job_log_lines d
  where d.id = any(array(select o.id from cron_job_log_lines o order by o.id limit batch))
    and d.at < n - make_interval(days => keep.log_line_days);
  get diagnostics log_lines = row_count;

  with gone as (
    delete from cron_job_logs g where g.id = any(array(
      select l.id from cron_job_logs l
      where l.started_at < n - make_interval(days => keep.run_days) and l.completed_at is not null
        and (l.schedule_id is null
          or exists (select 1 from cron_job_logs later where later.schedule_id = l.schedule_id and later.scheduled_for > l.scheduled_for))
        and not exists (select 1 from cron_run_tasks t where t.run_id = l.id and t.completed_at is null)
      order by l.started_at limit batch - log_lines
      for update of l skip locked))
    returning g.id
  ), lines as (
    delete from cron_job_log_lines d where d.run_id = any(array(select g.id from gone g)) returning d.id
  )
  select (select count(*) from gone), (select count(*) from lines) into runs, left_over;
  log_lines := log_lines + left_over;
  return next;
end $fn$;

-- Takes the turn: true for one caller within `every`. A person at the command line asks with an interval of 0.
create or replace function cron_retention_begin_v1(p_by text, p_every interval) returns boolean language sql as $fn$
  with taken as (
    insert into cron_retention_pass as p (id, began_at, began_by) values (1, cron_now(), p_by)
    on conflict (id) do update set began_at = excluded.began_at, began_by = excluded.began_by
    where p.began_at <= excluded.began_at - p_every returning 1)
  select exists (select 1 from taken) $fn$;

-- What became of it; until then the row tells of the pass before.
create or replace function cron_retention_end_v1(p_runs integer, p_log_lines integer, p_finished boolean) returns void language sql as $fn$
  update cron_retention_pass set ended_at = cron_now(), runs = p_runs, log_lines = p_log_lines, finished = p_finished where id = 1 $fn$;

-- Lines that outlived their run could be read by nobody.
alter table cron_retention add constraint cron_retention_is_sound check (id = 1 and run_days between 1 and 3650 and log_line_days between 1 and run_days
    and call_days between 1 and 3650);

alter table cron_retention_pass add constraint cron_retention_pass_is_one check (id = 1);
