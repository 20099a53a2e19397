-- A start compares the registry with what code declared: it must not read through what people made.
create index idx_cron_schedules_declared on cron_schedules (id) where origin = 'code' and removed_at is null;
