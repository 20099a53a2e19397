-- Which instants any table holds: those of the years 1 to 9999 by UTC, as lib/cron/time/instant.ts has it. Whoever writes
-- another by SQL, infinity too, is refused with the name of the rule: beyond these years an ISO text has another shape, and
-- drivers and calendars each go wrong in a way of their own. Every column of instants is in here (a test sees to that).
create or replace function cron_is_kept_instant_v1(at timestamptz) returns boolean language sql immutable
  as $fn$ select at >= timestamptz '0001-01-01 00:00:00+00' and at < timestamptz '10000-01-01 00:00:00+00' $fn$;

alter table "user" add constraint user_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(ban_expires) and cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(updated_at));
alter table account add constraint account_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(access_token_expires_at) and cron_is_kept_instant_v1(refresh_token_expires_at) and
  cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(updated_at));
alter table alert_channels add constraint alert_channels_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(last_canary_at) and cron_is_kept_instant_v1(last_delivery_at) and
  cron_is_kept_instant_v1(failing_since) and cron_is_kept_instant_v1(created_at));
alter table alert_evaluator add constraint alert_evaluator_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(lease_expires_at) and cron_is_kept_instant_v1(cursor_at) and cron_is_kept_instant_v1(turned_at));
alter table alert_mail_receipts add constraint alert_mail_receipts_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(accepted_at));
alter table alert_notices add constraint alert_notices_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(due_at) and cron_is_kept_instant_v1(dropped_at));
alter table alert_reports add constraint alert_reports_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table alert_rules add constraint alert_rules_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(updated_at));
alter table alert_silences add constraint alert_silences_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(until) and cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(ended_at));
alter table alert_unsubscribes add constraint alert_unsubscribes_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table api_key add constraint api_key_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(last_used_at) and cron_is_kept_instant_v1(expires_at) and
  cron_is_kept_instant_v1(revoked_at));
alter table category add constraint category_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(created_at));
alter table cron_audit_log add constraint cron_audit_log_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table cron_backfills add constraint cron_backfills_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(from_slot) and cron_is_kept_instant_v1(to_slot) and cron_is_kept_instant_v1(created_at));
alter table cron_calls add constraint cron_calls_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table cron_job_config add constraint cron_job_config_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(paused_at) and cron_is_kept_instant_v1(paused_until) and cron_is_kept_instant_v1(last_modified_at));
alter table cron_job_log_lines add constraint cron_job_log_lines_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table cron_job_logs add constraint cron_job_logs_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(scheduled_for) and cron_is_kept_instant_v1(slot_until) and cron_is_kept_instant_v1(lease_expires_at) and
  cron_is_kept_instant_v1(heartbeat_at) and cron_is_kept_instant_v1(next_attempt_at) and cron_is_kept_instant_v1(abort_requested_at) and
  cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(started_at) and cron_is_kept_instant_v1(attempt_started_at) and
  cron_is_kept_instant_v1(completed_at));
alter table cron_job_state add constraint cron_job_state_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(updated_at));
alter table cron_job_stats_hourly add constraint cron_job_stats_hourly_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(hour) and cron_is_kept_instant_v1(last_run_at) and cron_is_kept_instant_v1(last_success_at) and
  cron_is_kept_instant_v1(last_failure_at));
alter table cron_key_pauses add constraint cron_key_pauses_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(until));
alter table cron_outside_state add constraint cron_outside_state_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(pinged_at) and cron_is_kept_instant_v1(monitored_until));
alter table cron_retention_pass add constraint cron_retention_pass_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(began_at) and cron_is_kept_instant_v1(ended_at));
alter table cron_run_metrics add constraint cron_run_metrics_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table cron_run_saves add constraint cron_run_saves_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(first_saved_at) and cron_is_kept_instant_v1(last_saved_at));
alter table cron_run_tasks add constraint cron_run_tasks_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(lease_expires_at) and cron_is_kept_instant_v1(next_attempt_at) and cron_is_kept_instant_v1(created_at) and
  cron_is_kept_instant_v1(started_at) and cron_is_kept_instant_v1(completed_at));
alter table cron_schedule_skips add constraint cron_schedule_skips_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(slot) and cron_is_kept_instant_v1(created_at));
alter table cron_scheduler_state add constraint cron_scheduler_state_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(paused_at) and cron_is_kept_instant_v1(paused_until));
alter table cron_schedules add constraint cron_schedules_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(anchor_at) and cron_is_kept_instant_v1(run_at) and cron_is_kept_instant_v1(paused_at) and
  cron_is_kept_instant_v1(paused_until) and cron_is_kept_instant_v1(starts_at) and cron_is_kept_instant_v1(ends_at) and
  cron_is_kept_instant_v1(next_slot) and cron_is_kept_instant_v1(next_run_at) and cron_is_kept_instant_v1(last_slot) and
  cron_is_kept_instant_v1(parked_at) and cron_is_kept_instant_v1(removed_at) and cron_is_kept_instant_v1(created_at));
alter table idea add constraint idea_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(created_at));
alter table idea_claim add constraint idea_claim_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(created_at));
alter table idea_purchase add constraint idea_purchase_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(created_at));
alter table image_conversion add constraint image_conversion_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(source_modified) and cron_is_kept_instant_v1(next_attempt_at) and cron_is_kept_instant_v1(claimed_at) and
  cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(updated_at));
alter table incident_entries add constraint incident_entries_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table incidents add constraint incidents_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(opened_at) and cron_is_kept_instant_v1(last_signal_at) and
  cron_is_kept_instant_v1(acknowledged_at) and cron_is_kept_instant_v1(snoozed_until) and cron_is_kept_instant_v1(resolved_at));
alter table job_releases add constraint job_releases_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table outbox_addresses add constraint outbox_addresses_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(paused_until));
alter table outbox_deliveries add constraint outbox_deliveries_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table outbox_messages add constraint outbox_messages_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(lease_expires_at) and cron_is_kept_instant_v1(next_attempt_at) and
  cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(delivered_at) and cron_is_kept_instant_v1(dead_at) and
  cron_is_kept_instant_v1(give_up_at));
alter table readiness_proof add constraint readiness_proof_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table session add constraint session_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(expires_at) and cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(updated_at));
alter table uptime_check add constraint uptime_check_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(checked_at));
alter table verification add constraint verification_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(expires_at) and cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(updated_at));
