-- Indexes that screens read history by, beside those of prisma/schema.

create index idx_cron_logs_failures on cron_job_logs (started_at desc) where status in ('failed', 'timed_out', 'abandoned');

-- The failures of one job, newest first: its errors are grouped from the latest of them. `is true` keeps it apart from
-- idx_cron_logs_failures, which the planner takes for cheaper and which holds the failures of all jobs.
create index idx_cron_logs_job_failures on cron_job_logs (job_name, started_at desc)
  where (status in ('failed', 'timed_out', 'abandoned')) is true;
