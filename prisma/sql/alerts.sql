-- At most one open alert a subject.

create unique index uq_alert_open on alert (subject) where resolved_at is null;
