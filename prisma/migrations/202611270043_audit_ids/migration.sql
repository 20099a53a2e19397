-- An id that sorts by its time, as the application makes them (UUIDv7): the audit log is read in the order of its ids.
create function cron_uuid7_v1(p_at timestamptz) returns uuid language sql volatile set search_path = public, pg_temp as $fn$
  select (lpad(to_hex(floor(extract(epoch from p_at) * 1000)::bigint), 12, '0') || '7' || substr(r.random, 2, 3) || '8' || substr(r.random, 5, 15))::uuid
  from (select replace(gen_random_uuid()::text, '-', '') as random) r $fn$;

-- Switches a job, by its name or an alias, on or off, and writes who did: a user's id or e-mail, else the database's role.
-- Answers whether there is such a job; without one nothing changes.
create or replace function toggle_cron_job(job text, enabled boolean, "user" text default null) returns boolean language plpgsql
set search_path = public, pg_temp as $fn$
declare
  c record;
  person record;
begin
  if toggle_cron_job.enabled is null then
    raise exception 'toggle_cron_job expects true or false, got null' using errcode = 'invalid_parameter_value';
  end if;
  select u.id, u.email into person from "user" u where u.id = toggle_cron_job."user" or u.email = toggle_cron_job."user" limit 1;
  if toggle_cron_job."user" is not null and person.id is null then
    raise exception 'toggle_cron_job expects a user''s id or e-mail address, got %', toggle_cron_job."user" using errcode = 'invalid_parameter_value';
  end if;
  select k.job_name, k.enabled, k.notes into c from cron_job_config k where k.job_name = cron_job_name_v1(toggle_cron_job.job) for update;
  if not found then return false; end if;
  update cron_job_config k set enabled = toggle_cron_job.enabled, notes = null, last_modified_at = cron_now(), last_modified_by = person.id
  where k.job_name = c.job_name;
  insert into cron_audit_log (id, at, actor, action, target, before, after)
  values (cron_uuid7_v1(cron_now()), cron_now(), coalesce(person.email, 'sql:' || session_user), 'job.toggle', c.job_name,
    jsonb_build_object('enabled', c.enabled, 'notes', c.notes), jsonb_build_object('enabled', toggle_cron_job.enabled, 'notes', null));
  return true;
end $fn$;
