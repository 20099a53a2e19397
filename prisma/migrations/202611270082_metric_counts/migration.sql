-- What a scrape of the metrics reads: how long runs took by bucket, over all processes, and messages that were given up.

CREATE TABLE "cron_metric_counts" (
    "name" VARCHAR(40) NOT NULL,
    "job_name" VARCHAR(100) NOT NULL,
    "bound" INTEGER NOT NULL,
    "value" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "cron_metric_counts_pkey" PRIMARY KEY ("name","job_name","bound")
);

alter table cron_metric_counts set (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02);
create index idx_outbox_messages_dead on outbox_messages (dead_at) where state = 'dead';
