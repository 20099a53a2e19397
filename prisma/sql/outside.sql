-- What other programs are told: numbers that handlers keep with their runs (ctx.metric; cron_beat_v1 writes them), what is
-- counted for the metrics, and how far watchers and webhooks were told.

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

-- All processes add to the same few rows every few seconds.
alter table cron_metric_counts set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);

alter table cron_outside_state add constraint cron_outside_state_one_row check (id = 1);
