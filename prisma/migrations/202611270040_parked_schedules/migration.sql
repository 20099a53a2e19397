-- A schedule that cannot be planned is parked with its reason: looked at again once a minute, in nobody's way.

-- AlterTable
ALTER TABLE "cron_schedules" ADD COLUMN "parked_at" TIMESTAMPTZ(3),
ADD COLUMN "parked_reason" TEXT;

-- Puts a schedule off for a minute if it is still as it was read, and answers whether it was. Its slots keep waiting.
create function cron_park_schedule_v1(p_id text, p_version integer, p_slot timestamptz, p_reason text) returns boolean language plpgsql
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
declare n timestamptz := cron_now();
begin
  update cron_schedules s set next_run_at = n + interval '1 minute', parked_at = coalesce(s.parked_at, n), parked_reason = p_reason
  where s.id = p_id and s.version = p_version and s.next_slot = p_slot;
  return found;
end $fn$;

-- Whoever moves or changes it has planned it.
create function cron_unpark_schedule() returns trigger language plpgsql as $fn$
begin
  new.parked_at := null;
  new.parked_reason := null;
  return new;
end $fn$;
create trigger cron_schedules_unpark before update on cron_schedules for each row
  when (old.parked_reason is not null and (new.next_slot is distinct from old.next_slot or new.version <> old.version))
  execute function cron_unpark_schedule();
