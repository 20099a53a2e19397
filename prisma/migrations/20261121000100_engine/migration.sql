-- What the engine's tables must never break, whoever writes to them. Prisma cannot express these rules and leaves them alone.

-- The engine's only clock. Tests replace it by the read of a one-row table.
create function cron_now() returns timestamptz language sql volatile as 'select clock_timestamp()';

-- A run's ever-growing number: a write that carries an older one is refused.
create sequence cron_fence_seq;

-- ---------------------------------------------------------------- what a row may be

-- One function instead of eight CHECKs: Postgres reads and plans the expressions of all CHECKs anew at every statement,
-- which took as long as the insert itself (33 of 115 us, and 24 of each finish); a function's plan is kept.
create function cron_row_is_sound_v1(status text, lane smallint, lanes smallint, lease_expires_at timestamptz, next_attempt_at timestamptz,
  completed_at timestamptz, attempts smallint, max_attempts smallint, abort_reason text) returns boolean language plpgsql immutable as $fn$
begin
  return lanes between 1 and 1000 and attempts >= 0 and max_attempts >= 1
    and (abort_reason is null or abort_reason in ('timeout', 'cancel', 'replaced'))
    -- Exactly a started run holds a lane and a lease, exactly a waiting one has a due time, exactly the others have ended.
    and (lane is not null) = (status = 'started') and (lane is null or lane between 1 and lanes)
    and (lease_expires_at is not null) = (status = 'started')
    and (next_attempt_at is not null) = (status in ('queued', 'retrying'))
    and (completed_at is not null) = (status in
      ('completed', 'partial', 'failed', 'timed_out', 'cancelled', 'abandoned', 'skipped', 'missed'))
    and num_nonnulls(lane, next_attempt_at, completed_at) = 1;
end $fn$;

alter table cron_job_logs add constraint cron_logs_row_is_sound check
  (cron_row_is_sound_v1(status, lane, lanes, lease_expires_at, next_attempt_at, completed_at, attempts, max_attempts, abort_reason));

-- ---------------------------------------------------------------- who wins

-- One run per slot, per request key, per lane of a lock key, and one successor per lock key: these decide every race.
create unique index uq_cron_logs_slot on cron_job_logs (schedule_id, scheduled_for) where schedule_id is not null;
create unique index uq_cron_logs_request on cron_job_logs (job_name, request_key) where request_key is not null;
create unique index uq_cron_logs_lane on cron_job_logs (lock_key, lane) where lane is not null;
create unique index uq_cron_logs_successor on cron_job_logs (lock_key) where successor and status = 'queued';

-- `next_attempt_at is not null` says "waits", `lane is not null` says "runs": the CHECK above makes them mean the same as
-- the statuses, and no planner can be led by them into idx_cron_logs_status, which is full of dead entries.
-- These indexes are small, because they hold only what waits or failed. No index holds lease_expires_at, heartbeat_at or progress: a
-- heartbeat must stay a HOT update (measured: 5 ms instead of 12 for 500 beats, a third of the WAL).
create index idx_cron_logs_waiting_key on cron_job_logs (lock_key, next_attempt_at) where next_attempt_at is not null;
-- Other words for "waits": a search by lock key must not be answered from the due times of all keys.
create index idx_cron_logs_due on cron_job_logs (next_attempt_at) where lane is null and completed_at is null;
create index idx_cron_logs_failures on cron_job_logs (started_at desc) where status in ('failed', 'timed_out', 'abandoned');

create unique index uq_alert_open on alert (subject) where resolved_at is null;

-- ---------------------------------------------------------------- storage

-- Each row is updated soon after its insert; room on its page keeps heartbeats HOT. Dead rows are swept early, because
-- the lane index is probed at every admission and slows down with each dead entry in it.
alter table cron_job_logs set (fillfactor = 85, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02);
alter table cron_job_stats_hourly set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
alter table cron_job_state set (fillfactor = 50);

-- ---------------------------------------------------------------- the audit log is append-only

create function cron_audit_append_only() returns trigger language plpgsql as $fn$
begin
  raise exception 'cron_audit_log is append-only: % is refused', tg_op
    using errcode = 'insufficient_privilege', hint = 'Insert a new entry that corrects the old one.';
end $fn$;

create trigger cron_audit_log_append_only before update or delete or truncate on cron_audit_log
  for each statement execute function cron_audit_append_only();
