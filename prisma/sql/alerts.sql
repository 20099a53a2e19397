-- Incidents: at most one unresolved per rule and subject, and states that agree with their instants.

create unique index uq_incidents_unresolved on incidents (rule, subject) where resolved_at is null;
create index idx_alert_notices_waiting on alert_notices (due_at) where message_id is null and dropped_at is null;

alter table incidents add constraint incidents_state check (
  state in ('open', 'acknowledged', 'resolved') and (state = 'resolved') = (resolved_at is not null) and
  (state <> 'acknowledged' or acknowledged_at is not null));
alter table incidents add constraint incidents_severity check (severity in ('critical', 'warning', 'info'));
alter table incidents add constraint incidents_openings check (openings >= 1);
alter table alert_channels add constraint alert_channels_kind check (
  kind in ('slack', 'discord', 'email', 'webhook', 'pagerduty') and origin in ('environment', 'person'));
alter table alert_channels add constraint alert_channels_quiet_hours check (
  num_nonnulls(quiet_from, quiet_until, quiet_zone) in (0, 3));
alter table alert_channels add constraint alert_channels_min_severity check (
  min_severity in ('critical', 'warning', 'info'));
alter table alert_rules add constraint alert_rules_severity check (severity in ('critical', 'warning', 'info'));
alter table alert_notices add constraint alert_notices_kind check (
  kind in ('opened', 'reopened', 'escalated', 'reminder', 'resolved'));
alter table alert_notices add constraint alert_notices_told_or_dropped check (
  message_id is null or dropped_at is null);
alter table alert_silences add constraint alert_silences_until check (until > created_at);
alter table alert_reports add constraint alert_reports_says check (says in ('raised', 'resolved'));
alter table alert_evaluator add constraint alert_evaluator_one_row check (id = 1);
