-- Pauses of a schedule, of its job and of everything that ended by themselves: a slot that lay in one stays paused,
-- whenever it is looked at. A resume, which settles the slots first, leaves none.
create function cron_ended_pauses_v1(p_schedule text, p_job text, p_now timestamptz)
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
