-- What is told outside once over all processes: the scheduler's watcher, and each run that ended.

CREATE TABLE "cron_outside_state" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "pinged_at" TIMESTAMPTZ(3),
    "monitored_until" TIMESTAMPTZ(3),
    "open_runs" UUID[] DEFAULT ARRAY[]::UUID[],

    CONSTRAINT "cron_outside_state_pkey" PRIMARY KEY ("id")
);

alter table cron_outside_state add constraint cron_outside_state_one_row check (id = 1);
alter table cron_outside_state add constraint cron_outside_state_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(pinged_at) and cron_is_kept_instant_v1(monitored_until));
