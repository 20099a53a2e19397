-- Incidents, who is told of them, and the outbox for everything that leaves.

-- CreateTable
CREATE TABLE "incidents" (
    "id" UUID NOT NULL,
    "rule" VARCHAR(20) NOT NULL,
    "subject" VARCHAR(200) NOT NULL,
    "severity" VARCHAR(10) NOT NULL,
    "state" VARCHAR(12) NOT NULL,
    "job_name" VARCHAR(100),
    "category" VARCHAR(100),
    "facts" JSONB NOT NULL,
    "cause_id" UUID,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "last_signal_at" TIMESTAMPTZ(3) NOT NULL,
    "openings" INTEGER NOT NULL DEFAULT 1,
    "acknowledged_at" TIMESTAMPTZ(3),
    "acknowledged_by" VARCHAR(200),
    "note" TEXT,
    "snoozed_until" TIMESTAMPTZ(3),
    "resolved_at" TIMESTAMPTZ(3),
    "resolved_by" VARCHAR(200),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "incidents_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "incident_entries" (
    "id" BIGSERIAL NOT NULL,
    "incident_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "kind" VARCHAR(20) NOT NULL,
    "actor" VARCHAR(200),
    "note" TEXT,
    "detail" JSONB,

    CONSTRAINT "incident_entries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_channels" (
    "id" VARCHAR(60) NOT NULL,
    "name" VARCHAR(100) NOT NULL,
    "kind" VARCHAR(10) NOT NULL,
    "origin" VARCHAR(12) NOT NULL,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "settings" JSONB NOT NULL,
    "sealed" TEXT,
    "locale" VARCHAR(5) NOT NULL DEFAULT 'en',
    "min_severity" VARCHAR(10) NOT NULL DEFAULT 'info',
    "muted_rules" TEXT[] DEFAULT ARRAY['release']::TEXT[],
    "categories" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "quiet_from" VARCHAR(5),
    "quiet_until" VARCHAR(5),
    "quiet_zone" VARCHAR(64),
    "canary" BOOLEAN NOT NULL DEFAULT false,
    "last_canary_at" TIMESTAMPTZ(3),
    "last_delivery_at" TIMESTAMPTZ(3),
    "failing_since" TIMESTAMPTZ(3),
    "failure" TEXT,
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" VARCHAR(200),

    CONSTRAINT "alert_channels_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_notices" (
    "id" UUID NOT NULL,
    "incident_id" UUID NOT NULL,
    "channel_id" VARCHAR(60) NOT NULL,
    "kind" VARCHAR(12) NOT NULL,
    "sequence" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "reason" VARCHAR(20),
    "message_id" UUID,
    "dropped_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_notices_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_rules" (
    "rule" VARCHAR(20) NOT NULL,
    "scope" VARCHAR(110) NOT NULL DEFAULT '',
    "enabled" BOOLEAN,
    "severity" VARCHAR(10),
    "numbers" JSONB NOT NULL DEFAULT '{}',
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" VARCHAR(200),

    CONSTRAINT "alert_rules_pkey" PRIMARY KEY ("rule","scope")
);

-- CreateTable
CREATE TABLE "alert_silences" (
    "id" UUID NOT NULL,
    "subject" VARCHAR(200) NOT NULL,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "reason" TEXT NOT NULL,
    "actor" VARCHAR(200) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),
    "ended_by" VARCHAR(200),

    CONSTRAINT "alert_silences_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_reports" (
    "id" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "job_name" VARCHAR(100) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "subject" VARCHAR(200) NOT NULL,
    "says" VARCHAR(8) NOT NULL,
    "severity" VARCHAR(10),
    "title" VARCHAR(200),
    "detail" TEXT,

    CONSTRAINT "alert_reports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert_evaluator" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "holder" VARCHAR(200),
    "lease_expires_at" TIMESTAMPTZ(3),
    "fence" BIGINT NOT NULL DEFAULT 0,
    "cursor_at" TIMESTAMPTZ(3),
    "turned_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_evaluator_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_messages" (
    "id" UUID NOT NULL,
    "dedupe_key" VARCHAR(200) NOT NULL,
    "kind" VARCHAR(12) NOT NULL,
    "channel_id" VARCHAR(60),
    "address" VARCHAR(200) NOT NULL,
    "payload" JSONB NOT NULL,
    "state" VARCHAR(10) NOT NULL DEFAULT 'queued',
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_expires_at" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "delivered_at" TIMESTAMPTZ(3),
    "dead_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "remote_id" VARCHAR(200),
    "run_id" UUID,

    CONSTRAINT "outbox_messages_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_deliveries" (
    "id" BIGSERIAL NOT NULL,
    "message_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "attempt" INTEGER NOT NULL,
    "outcome" VARCHAR(10) NOT NULL,
    "status" INTEGER,
    "answer" TEXT,
    "error" TEXT,
    "duration_ms" INTEGER NOT NULL,

    CONSTRAINT "outbox_deliveries_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "outbox_addresses" (
    "address" VARCHAR(200) NOT NULL,
    "paused_until" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "outbox_addresses_pkey" PRIMARY KEY ("address")
);

-- CreateIndex
CREATE INDEX "idx_incidents_opened" ON "incidents"("opened_at" DESC);

-- CreateIndex
CREATE INDEX "idx_incidents_job" ON "incidents"("job_name", "opened_at" DESC);

-- CreateIndex
CREATE INDEX "idx_incidents_cause" ON "incidents"("cause_id");

-- CreateIndex
CREATE INDEX "idx_incident_entries_incident" ON "incident_entries"("incident_id", "id");

-- CreateIndex
CREATE INDEX "idx_alert_notices_message" ON "alert_notices"("message_id");

-- CreateIndex
CREATE UNIQUE INDEX "uq_alert_notices_once" ON "alert_notices"("incident_id", "channel_id", "kind", "sequence");

-- CreateIndex
CREATE INDEX "idx_alert_silences_until" ON "alert_silences"("until");

-- CreateIndex
CREATE INDEX "idx_alert_reports_at" ON "alert_reports"("at");

-- CreateIndex
CREATE UNIQUE INDEX "uq_outbox_messages_dedupe" ON "outbox_messages"("dedupe_key");

-- CreateIndex
CREATE INDEX "idx_outbox_messages_channel" ON "outbox_messages"("channel_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "idx_outbox_messages_created" ON "outbox_messages"("created_at" DESC);

-- CreateIndex
CREATE INDEX "idx_outbox_deliveries_message" ON "outbox_deliveries"("message_id", "id");

-- AddForeignKey
ALTER TABLE "incident_entries" ADD CONSTRAINT "incident_entries_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_notices" ADD CONSTRAINT "alert_notices_incident_id_fkey" FOREIGN KEY ("incident_id") REFERENCES "incidents"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "alert_notices" ADD CONSTRAINT "alert_notices_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "alert_channels"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "outbox_deliveries" ADD CONSTRAINT "outbox_deliveries_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "outbox_messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;



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

create index idx_outbox_messages_due on outbox_messages (next_attempt_at) where state in ('queued', 'sending');

alter table outbox_messages add constraint outbox_messages_state check (
  state in ('queued', 'sending', 'delivered', 'dead') and (state = 'sending') = (lease_expires_at is not null) and
  (state = 'delivered') = (delivered_at is not null) and (state = 'dead') = (dead_at is not null));
alter table outbox_messages add constraint outbox_messages_kind check (
  kind in ('alert', 'test', 'canary', 'monitoring', 'mail'));
alter table outbox_deliveries add constraint outbox_deliveries_outcome check (outcome in ('delivered', 'retry', 'dead'));

alter table alert_channels add constraint alert_channels_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(last_canary_at) and cron_is_kept_instant_v1(last_delivery_at) and
  cron_is_kept_instant_v1(failing_since) and cron_is_kept_instant_v1(created_at));
alter table alert_evaluator add constraint alert_evaluator_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(lease_expires_at) and cron_is_kept_instant_v1(cursor_at) and cron_is_kept_instant_v1(turned_at));
alter table alert_notices add constraint alert_notices_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(due_at) and cron_is_kept_instant_v1(dropped_at));
alter table alert_reports add constraint alert_reports_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table alert_rules add constraint alert_rules_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(updated_at));
alter table alert_silences add constraint alert_silences_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(until) and cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(ended_at));
alter table incident_entries add constraint incident_entries_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table incidents add constraint incidents_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(opened_at) and cron_is_kept_instant_v1(last_signal_at) and
  cron_is_kept_instant_v1(acknowledged_at) and cron_is_kept_instant_v1(snoozed_until) and cron_is_kept_instant_v1(resolved_at));
alter table outbox_addresses add constraint outbox_addresses_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(paused_until));
alter table outbox_deliveries add constraint outbox_deliveries_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
alter table outbox_messages add constraint outbox_messages_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(lease_expires_at) and cron_is_kept_instant_v1(next_attempt_at) and
  cron_is_kept_instant_v1(created_at) and cron_is_kept_instant_v1(delivered_at) and cron_is_kept_instant_v1(dead_at));
