-- Who may act and what was done: keys are kept as digests, the audit log only grows.

create or replace function cron_audit_append_only() returns trigger language plpgsql as $fn$
begin
  raise exception 'cron_audit_log is append-only: % is refused', tg_op
    using errcode = 'insufficient_privilege', hint = 'Insert a new entry that corrects the old one.';
end $fn$;

create or replace trigger cron_audit_log_append_only before update or delete or truncate on cron_audit_log
  for each statement execute function cron_audit_append_only();

alter table api_key add constraint api_key_secret_hash_is_sha256 check (length(secret_hash) = 32);
