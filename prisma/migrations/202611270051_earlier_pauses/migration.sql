-- A pause that is replaced or taken away leaves the time in which it held: slots that lay in it may not have been looked
-- at yet, and stay paused.

-- AlterTable
ALTER TABLE "cron_schedules" ADD COLUMN "earlier_pauses" tstzmultirange;

-- AlterTable
ALTER TABLE "cron_job_config" ADD COLUMN "earlier_pauses" tstzmultirange;

-- AlterTable
ALTER TABLE "cron_scheduler_state" ADD COLUMN "earlier_pauses" tstzmultirange;

-- The latest 20 are kept: whoever pauses more often before anything is looked at loses the first.
create function cron_keep_earlier_pause() returns trigger language plpgsql as $fn$
declare held tstzmultirange := tstzmultirange(tstzrange(old.paused_at, greatest(old.paused_at, least(coalesce(old.paused_until, 'infinity'), cron_now()))));
begin
  new.earlier_pauses := (select range_agg(latest.held) from (
    select e.held from unnest(coalesce(old.earlier_pauses, '{}') + held) as e(held) order by e.held desc limit 20) latest);
  return new;
end $fn$;
create trigger cron_schedules_earlier_pause before update of paused_at, paused_until on cron_schedules for each row
  when (old.paused_at is not null and (old.paused_at, old.paused_until) is distinct from (new.paused_at, new.paused_until))
  execute function cron_keep_earlier_pause();
create trigger cron_job_config_earlier_pause before update of paused_at, paused_until on cron_job_config for each row
  when (old.paused_at is not null and (old.paused_at, old.paused_until) is distinct from (new.paused_at, new.paused_until))
  execute function cron_keep_earlier_pause();
create trigger cron_scheduler_state_earlier_pause before update of paused_at, paused_until on cron_scheduler_state for each row
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

-- Due schedules with what the dispatcher's plan makes of them. As before, but slots are seen to in the order of time.
create or replace function cron_dispatch_v1(items json)
returns table (schedule_id text, runs integer) language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  d record;
  r record;
  idle text;
  decided text;
  why text;
  ending cron_never_ran;
  endings cron_never_ran[] := '{}';
begin
  for d in
    select x.* from json_to_recordset(items) as x(schedule_id text, version integer, slot timestamptz, next_slot timestamptz, next_run_at timestamptz,
      last_slot timestamptz, job_name text, enabled_by_default boolean, lock_key text, lanes integer, overlap text, max_attempts integer, params jsonb,
      release text, runs json, unrun json)
    order by x.lock_key, x.schedule_id
  loop
    update cron_schedules s set next_slot = d.next_slot, next_run_at = d.next_run_at, last_slot = coalesce(d.last_slot, s.last_slot)
    where s.id = (select k.id from cron_schedules k where k.id = d.schedule_id and k.version = d.version and k.next_slot = d.slot for update skip locked);
    if not found then continue; end if;
    schedule_id := d.schedule_id; runs := 0;
    idle := cron_idle_reason_v1(d.job_name, d.enabled_by_default, n);
    if idle is null and exists (select 1 from cron_schedules s where s.id = d.schedule_id
        and (not s.enabled or (s.paused_at <= n and (s.paused_until is null or s.paused_until > n)))) then
      idle := case when (select s.enabled from cron_schedules s where s.id = d.schedule_id) then 'paused' else 'disabled' end;
    end if;
    -- In the order of time: a row must not grow over a slot that runs.
    for r in
      select u.id, u."from" as slot, u.until, u.count, u.status, u.reason, 0 as coalesced, false as late
      from json_to_recordset(d.unrun) as u(id uuid, "from" timestamptz, until timestamptz, count integer, status text, reason text)
      union all
      select u.id, u.slot, null, 1, null, null, u.coalesced, u.late
      from json_to_recordset(d.runs) as u(id uuid, slot timestamptz, coalesced integer, late boolean)
      order by slot
    loop
      if r.status is not null then
        ending := (d.job_name, case when idle is null then r.status else 'skipped' end, r.slot, 0);
        ending.slots := cron_account_slots_v1(d.schedule_id, d.job_name, d.lock_key, r.slot, r.until, r.count, ending.status, coalesce(idle, r.reason), r.id);
        endings := endings || ending;
        continue;
      end if;
      decided := 'queued'; why := null;
      if idle is not null then decided := 'skipped'; why := idle;
      elsif exists (select 1 from cron_schedule_skips k where k.schedule_id = d.schedule_id and k.slot = r.slot) then decided := 'skipped'; why := 'skipped_by_person';
      elsif not r.late then
        -- All that is open under the key, in one order, as admission does.
        perform 1 from cron_job_logs l
        where l.id = any(array(
            select h.id from cron_job_logs h where h.lock_key = d.lock_key and h.lane is not null
            union all
            select w.id from cron_job_logs w where w.lock_key = d.lock_key and w.next_attempt_at is not null))
        order by l.id for update;
        if not exists (select 1 from cron_job_logs l where l.schedule_id = d.schedule_id and l.scheduled_for = r.slot) then
          select case when o.outcome = 'again' then 'queued' else o.outcome end, case when o.outcome = 'again' then null else o.reason end
          into decided, why from cron_overlap_v1(d.lock_key, d.lanes, d.overlap) o;
        end if;
      end if;
      if decided = 'skipped' then
        ending := (d.job_name, 'skipped', r.slot, 0);
        ending.slots := cron_account_slots_v1(d.schedule_id, d.job_name, d.lock_key, r.slot, r.slot, 1, 'skipped', why, r.id);
        endings := endings || ending;
        continue;
      end if;
      insert into cron_job_logs (id, job_name, status, reason, trigger, schedule_id, scheduled_for, coalesced_count, lock_key, lanes, successor,
        next_attempt_at, created_at, started_at, attempts, max_attempts, params, release)
      values (r.id, d.job_name, 'queued', why, case when r.late then 'catch_up' else 'schedule' end, d.schedule_id, r.slot, r.coalesced, d.lock_key, d.lanes,
        why is not distinct from 'waits_for_lock', n + runs * interval '1 millisecond', n, n, 0, d.max_attempts, d.params, d.release)
      on conflict do nothing;
      if found then runs := runs + 1; end if;
    end loop;
    return next;
  end loop;
  if endings <> '{}' then perform cron_count_never_ran_v1(endings); end if;
end $fn$;
