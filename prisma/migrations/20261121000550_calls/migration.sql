-- The log of calls: what reached the cron routes and how it was answered, refusals included. Kept for 30 days; the
-- processes that write it delete what is older. Under a flood one row stands for 1 + sampled calls answered alike.
create table cron_calls (
  id bigserial primary key,
  at timestamptz(3) not null,
  method varchar(10) not null,
  path varchar(300) not null,
  status smallint not null,
  reason varchar(60),
  job_name varchar(100),
  run_id uuid,
  agent varchar(200),
  address varchar(64) not null,
  schedule varchar(128),
  duration_ms integer not null,
  sampled integer not null default 0,
  release varchar(60)
);

create index idx_cron_calls_at on cron_calls (at desc, id desc);
create index idx_cron_calls_status on cron_calls (status, at desc);
