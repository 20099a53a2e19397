-- Who switched a job, by the name that the audit log has: an e-mail address, key:<name>, cli:<user> or sql:<role>.
ALTER TABLE "cron_job_config" ADD COLUMN     "last_modified_actor" VARCHAR(200);

-- Switches a job, by its name or an alias, on or off, and writes who did: a user's id or e-mail, else the database's role.
-- Answers whether there is such a job; without one nothing changes.
create or replace function toggle_cron_job(job text, enabled boolean, "user" text default null) returns boolean language plpgsql
set search_path = public, pg_temp as $fn$
declare
  c record;
  person record;
  actor text;
begin
  if toggle_cron_job.enabled is null then
    raise exception 'toggle_cron_job expects true or false, got null' using errcode = 'invalid_parameter_value';
  end if;
  select u.id, u.email into person from "user" u where u.id = toggle_cron_job."user" or u.email = toggle_cron_job."user" limit 1;
  if toggle_cron_job."user" is not null and person.id is null then
    raise exception 'toggle_cron_job expects a user''s id or e-mail address, got %', toggle_cron_job."user" using errcode = 'invalid_parameter_value';
  end if;
  actor := left(coalesce(person.email, 'sql:' || session_user), 200);
  select k.job_name, k.enabled, k.notes into c from cron_job_config k where k.job_name = cron_job_name_v1(toggle_cron_job.job) for update;
  if not found then return false; end if;
  perform set_config('belfry.actor', actor, true);
  update cron_job_config k set enabled = toggle_cron_job.enabled, notes = null, last_modified_at = cron_now(), last_modified_by = person.id,
    last_modified_actor = actor
  where k.job_name = c.job_name;
  perform set_config('belfry.actor', '', true);
  insert into cron_audit_log (id, at, actor, action, target, before, after)
  values (cron_uuid7_v1(cron_now()), cron_now(), actor, 'job.toggle', c.job_name,
    jsonb_build_object('enabled', c.enabled, 'notes', c.notes), jsonb_build_object('enabled', toggle_cron_job.enabled, 'notes', null));
  return true;
end $fn$;

-- A switch that is turned by a plain update, not by the application or toggle_cron_job (which say in belfry.actor who
-- turns it): the database's role is kept as who did it, and the audit log has a row. What follows the code is no switch.
create or replace function cron_job_switched_by_hand() returns trigger language plpgsql set search_path = public, pg_temp as $fn$
begin
  if coalesce(current_setting('belfry.actor', true), '') <> '' then return new; end if;
  new.last_modified_at := cron_now();
  new.last_modified_actor := left('sql:' || session_user, 200);
  new.last_modified_by := null;
  insert into cron_audit_log (id, at, actor, action, target, before, after)
  values (cron_uuid7_v1(cron_now()), cron_now(), new.last_modified_actor, 'job.toggle', new.job_name,
    jsonb_build_object('enabled', old.enabled, 'notes', old.notes), jsonb_build_object('enabled', new.enabled, 'notes', new.notes));
  return new;
end $fn$;

create or replace trigger cron_job_config_switched before update on cron_job_config for each row
  when (old.enabled is not null and new.enabled is distinct from old.enabled and new.enabled_by_code is not distinct from old.enabled_by_code)
  execute function cron_job_switched_by_hand();
