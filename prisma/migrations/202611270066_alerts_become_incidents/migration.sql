-- The alerts of the health check become incidents, each with the lines of its timeline; there is one table in the end.

insert into incidents (id, rule, subject, severity, state, facts, opened_at, last_signal_at, resolved_at)
select id, 'component', subject, case when severity in ('critical', 'warning', 'info') then severity else 'critical' end,
  case when resolved_at is null then 'open' else 'resolved' end,
  jsonb_strip_nulls(jsonb_build_object('detail', detail, 'since', to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
  opened_at, coalesce(resolved_at, opened_at), resolved_at
from alert;

insert into incident_entries (incident_id, at, kind)
select id, opened_at, 'opened' from alert
union all
select id, resolved_at, 'resolved' from alert where resolved_at is not null
order by 2;

drop table alert;
