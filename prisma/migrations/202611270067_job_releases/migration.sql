-- Which jobs each release had, so that the next one's changes can be told.
CREATE TABLE "job_releases" (
    "id" BIGSERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "release" VARCHAR(60),
    "jobs" JSONB NOT NULL,

    CONSTRAINT "job_releases_pkey" PRIMARY KEY ("id")
);

alter table job_releases add constraint job_releases_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
