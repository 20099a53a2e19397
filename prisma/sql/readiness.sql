-- Whether the database can do its work.

-- Proves that the database can write: a fresh page has to be found on the disk, and the commit to reach it. One process
-- proves it at a time; whoever comes meanwhile is answered by the other's success.
create or replace function cron_prove_writable_v1() returns void language plpgsql as $fn$
begin
  if not pg_try_advisory_xact_lock(hashtext('cron_prove_writable')) then return; end if;
  truncate readiness_proof;
  insert into readiness_proof (id, at, padding) values (1, cron_now(), repeat('x', 4000));
end $fn$;
