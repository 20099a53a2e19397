-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "user" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "email_verified" BOOLEAN NOT NULL DEFAULT false,
    "image" TEXT,
    "role" TEXT NOT NULL DEFAULT 'viewer',
    "banned" BOOLEAN NOT NULL DEFAULT false,
    "ban_reason" TEXT,
    "ban_expires" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "token" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "impersonated_by" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "account" (
    "id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" TIMESTAMPTZ(3),
    "refresh_token_expires_at" TIMESTAMPTZ(3),
    "scope" TEXT,
    "password" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "verification" (
    "id" TEXT NOT NULL,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "verification_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rate_limit" (
    "id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "count" INTEGER NOT NULL,
    "last_request" BIGINT NOT NULL,

    CONSTRAINT "rate_limit_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cron_job_logs" (
    "id" UUID NOT NULL,
    "job_name" VARCHAR(100) NOT NULL,
    "status" VARCHAR(20) NOT NULL,
    "reason" VARCHAR(40),
    "trigger" VARCHAR(12) NOT NULL,
    "schedule_id" VARCHAR(120),
    "scheduled_for" TIMESTAMPTZ(3),
    "slot_until" TIMESTAMPTZ(3),
    "slot_count" INTEGER NOT NULL DEFAULT 1,
    "coalesced_count" INTEGER NOT NULL DEFAULT 0,
    "request_key" VARCHAR(200),
    "lock_key" VARCHAR(200) NOT NULL,
    "lane" SMALLINT,
    "lanes" SMALLINT NOT NULL DEFAULT 1,
    "successor" BOOLEAN NOT NULL DEFAULT false,
    "forced" BOOLEAN NOT NULL DEFAULT false,
    "fence" BIGINT NOT NULL DEFAULT 0,
    "lease_expires_at" TIMESTAMPTZ(3),
    "heartbeat_at" TIMESTAMPTZ(3),
    "next_attempt_at" TIMESTAMPTZ(3),
    "abort_reason" VARCHAR(12),
    "abort_requested_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "attempt_started_at" TIMESTAMPTZ(3),
    "completed_at" TIMESTAMPTZ(3),
    "duration_ms" INTEGER,
    "attempts" SMALLINT NOT NULL DEFAULT 1,
    "max_attempts" SMALLINT NOT NULL DEFAULT 1,
    "interruptions" SMALLINT NOT NULL DEFAULT 0,
    "continuations" SMALLINT NOT NULL DEFAULT 0,
    "deliveries" INTEGER NOT NULL DEFAULT 1,
    "params" JSONB,
    "result" JSONB,
    "progress" JSONB,
    "attempt_log" JSONB,
    "message" TEXT,
    "error_message" TEXT,
    "error" JSONB,
    "parent_id" UUID,
    "actor" VARCHAR(200),
    "worker" VARCHAR(100),
    "release" VARCHAR(60),

    CONSTRAINT "cron_job_logs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cron_job_config" (
    "job_name" VARCHAR(100) NOT NULL,
    "enabled" BOOLEAN,
    "paused_at" TIMESTAMPTZ(3),
    "paused_until" TIMESTAMPTZ(3),
    "pause_reason" TEXT,
    "paused_by" VARCHAR(200),
    "last_modified_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_modified_by" TEXT,
    "notes" TEXT,

    CONSTRAINT "cron_job_config_pkey" PRIMARY KEY ("job_name")
);

-- CreateTable
CREATE TABLE "cron_schedules" (
    "id" VARCHAR(120) NOT NULL,
    "job_name" VARCHAR(100) NOT NULL,
    "name" VARCHAR(200) NOT NULL,
    "origin" VARCHAR(10) NOT NULL,
    "declared" JSONB,
    "overrides" JSONB,
    "kind" VARCHAR(10) NOT NULL,
    "expression" VARCHAR(128),
    "timezone" VARCHAR(64) NOT NULL DEFAULT 'UTC',
    "every_seconds" INTEGER,
    "anchor_at" TIMESTAMPTZ(3),
    "run_at" TIMESTAMPTZ(3),
    "params" JSONB,
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "paused_at" TIMESTAMPTZ(3),
    "paused_until" TIMESTAMPTZ(3),
    "pause_reason" TEXT,
    "paused_by" VARCHAR(200),
    "misfire" VARCHAR(10) NOT NULL DEFAULT 'run-once',
    "max_lateness_seconds" INTEGER,
    "max_catch_up" INTEGER NOT NULL DEFAULT 100,
    "overlap" VARCHAR(10),
    "grace_seconds" INTEGER NOT NULL DEFAULT 30,
    "delay_seconds" INTEGER NOT NULL DEFAULT 0,
    "jitter_seconds" INTEGER NOT NULL DEFAULT 0,
    "starts_at" TIMESTAMPTZ(3),
    "ends_at" TIMESTAMPTZ(3),
    "next_slot" TIMESTAMPTZ(3),
    "next_run_at" TIMESTAMPTZ(3),
    "last_slot" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "created_by" VARCHAR(200),

    CONSTRAINT "cron_schedules_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cron_schedule_skips" (
    "schedule_id" VARCHAR(120) NOT NULL,
    "slot" TIMESTAMPTZ(3) NOT NULL,
    "actor" VARCHAR(200) NOT NULL,
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "cron_schedule_skips_pkey" PRIMARY KEY ("schedule_id","slot")
);

-- CreateTable
CREATE TABLE "cron_scheduler_state" (
    "id" SMALLINT NOT NULL DEFAULT 1,
    "paused_at" TIMESTAMPTZ(3),
    "paused_until" TIMESTAMPTZ(3),
    "pause_reason" TEXT,
    "paused_by" VARCHAR(200),

    CONSTRAINT "cron_scheduler_state_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cron_job_state" (
    "job_name" VARCHAR(100) NOT NULL,
    "state_key" VARCHAR(200) NOT NULL DEFAULT '',
    "version" INTEGER NOT NULL DEFAULT 1,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "value" JSONB,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_by" VARCHAR(200) NOT NULL,

    CONSTRAINT "cron_job_state_pkey" PRIMARY KEY ("job_name","state_key")
);

-- CreateTable
CREATE TABLE "cron_job_stats_hourly" (
    "job_name" VARCHAR(100) NOT NULL,
    "hour" TIMESTAMPTZ(0) NOT NULL,
    "shard" SMALLINT NOT NULL DEFAULT 0,
    "completed" INTEGER NOT NULL DEFAULT 0,
    "partial" INTEGER NOT NULL DEFAULT 0,
    "failed" INTEGER NOT NULL DEFAULT 0,
    "timed_out" INTEGER NOT NULL DEFAULT 0,
    "abandoned" INTEGER NOT NULL DEFAULT 0,
    "cancelled" INTEGER NOT NULL DEFAULT 0,
    "skipped" INTEGER NOT NULL DEFAULT 0,
    "missed" INTEGER NOT NULL DEFAULT 0,
    "sum_ms" BIGINT NOT NULL DEFAULT 0,
    "min_ms" INTEGER,
    "max_ms" INTEGER,
    "last_run_at" TIMESTAMPTZ(3),
    "last_success_at" TIMESTAMPTZ(3),
    "last_failure_at" TIMESTAMPTZ(3),

    CONSTRAINT "cron_job_stats_hourly_pkey" PRIMARY KEY ("job_name","hour","shard")
);

-- CreateTable
CREATE TABLE "cron_job_log_lines" (
    "id" BIGSERIAL NOT NULL,
    "run_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "level" VARCHAR(5) NOT NULL,
    "attempt" SMALLINT NOT NULL,
    "message" TEXT NOT NULL,
    "fields" JSONB,

    CONSTRAINT "cron_job_log_lines_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "cron_audit_log" (
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actor" VARCHAR(200) NOT NULL,
    "action" VARCHAR(60) NOT NULL,
    "target" VARCHAR(200) NOT NULL,
    "before" JSONB,
    "after" JSONB,
    "note" TEXT,
    "address" VARCHAR(64),
    "user_agent" VARCHAR(300),

    CONSTRAINT "cron_audit_log_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "category" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "category_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idea" (
    "id" UUID NOT NULL,
    "category_id" UUID NOT NULL,
    "title" TEXT NOT NULL,
    "description" TEXT NOT NULL,
    "view_count" INTEGER NOT NULL DEFAULT 0,
    "ranking_score" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "is_temporary" BOOLEAN NOT NULL DEFAULT false,
    "is_ai_generated" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idea_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idea_purchase" (
    "id" UUID NOT NULL,
    "idea_id" UUID NOT NULL,
    "buyer" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idea_purchase_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idea_claim" (
    "id" UUID NOT NULL,
    "idea_id" UUID NOT NULL,
    "claimant" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idea_claim_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "image_conversion" (
    "id" BIGSERIAL NOT NULL,
    "bucket" VARCHAR(100) NOT NULL,
    "source_key" TEXT NOT NULL,
    "source_etag" VARCHAR(100) NOT NULL,
    "source_modified" TIMESTAMPTZ(3) NOT NULL,
    "epoch" INTEGER NOT NULL DEFAULT 0,
    "status" VARCHAR(12) NOT NULL,
    "target_key" TEXT,
    "target_etag" VARCHAR(100),
    "bytes_before" BIGINT NOT NULL,
    "bytes_after" BIGINT,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "interruptions" INTEGER NOT NULL DEFAULT 0,
    "next_attempt_at" TIMESTAMPTZ(3),
    "claim" UUID,
    "claimed_at" TIMESTAMPTZ(3),
    "run_id" UUID,
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "image_conversion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "image_target" (
    "bucket" VARCHAR(100) NOT NULL,
    "key" TEXT NOT NULL,
    "source_key" TEXT,

    CONSTRAINT "image_target_pkey" PRIMARY KEY ("bucket","key")
);

-- CreateTable
CREATE TABLE "uptime_check" (
    "id" UUID NOT NULL,
    "component" VARCHAR(60) NOT NULL,
    "healthy" BOOLEAN NOT NULL,
    "latency_ms" INTEGER NOT NULL,
    "detail" TEXT,
    "checked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "run_id" UUID NOT NULL,

    CONSTRAINT "uptime_check_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "alert" (
    "id" UUID NOT NULL,
    "subject" VARCHAR(200) NOT NULL,
    "severity" VARCHAR(10) NOT NULL,
    "title" TEXT NOT NULL,
    "detail" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "resolved_at" TIMESTAMPTZ(3),

    CONSTRAINT "alert_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "user_email_key" ON "user"("email");

-- CreateIndex
CREATE UNIQUE INDEX "session_token_key" ON "session"("token");

-- CreateIndex
CREATE INDEX "idx_session_user" ON "session"("user_id");

-- CreateIndex
CREATE INDEX "idx_session_expires" ON "session"("expires_at");

-- CreateIndex
CREATE INDEX "idx_account_user" ON "account"("user_id");

-- CreateIndex
CREATE INDEX "idx_verification_identifier" ON "verification"("identifier");

-- CreateIndex
CREATE UNIQUE INDEX "rate_limit_key_key" ON "rate_limit"("key");

-- CreateIndex
CREATE INDEX "idx_cron_logs_job_started" ON "cron_job_logs"("job_name", "started_at" DESC);

-- CreateIndex
CREATE INDEX "idx_cron_logs_started_at" ON "cron_job_logs"("started_at" DESC);

-- CreateIndex
CREATE INDEX "idx_cron_logs_status" ON "cron_job_logs"("status");

-- CreateIndex
CREATE INDEX "idx_cron_logs_job_status" ON "cron_job_logs"("job_name", "status");

-- CreateIndex
CREATE INDEX "idx_cron_schedules_job" ON "cron_schedules"("job_name");

-- CreateIndex
CREATE INDEX "idx_cron_log_lines_run" ON "cron_job_log_lines"("run_id", "id");

-- CreateIndex
CREATE INDEX "idx_cron_audit_at" ON "cron_audit_log"("at" DESC);

-- CreateIndex
CREATE INDEX "idx_cron_audit_target" ON "cron_audit_log"("target", "at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "category_slug_key" ON "category"("slug");

-- CreateIndex
CREATE INDEX "idx_idea_ranking" ON "idea"("ranking_score" DESC);

-- CreateIndex
CREATE INDEX "idx_idea_temporary" ON "idea"("is_temporary", "created_at");

-- CreateIndex
CREATE INDEX "idx_idea_category" ON "idea"("category_id");

-- CreateIndex
CREATE INDEX "idx_idea_purchase_idea" ON "idea_purchase"("idea_id");

-- CreateIndex
CREATE UNIQUE INDEX "idea_claim_idea_id_key" ON "idea_claim"("idea_id");

-- CreateIndex
CREATE INDEX "idx_image_conversion_due" ON "image_conversion"("bucket", "status", "interruptions", "source_modified");

-- CreateIndex
CREATE INDEX "idx_image_conversion_run" ON "image_conversion"("run_id");

-- CreateIndex
CREATE UNIQUE INDEX "uq_image_conversion_source" ON "image_conversion"("bucket", "source_key", "source_etag");

-- CreateIndex
CREATE INDEX "idx_uptime_check_component" ON "uptime_check"("component", "checked_at" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "uq_uptime_check_run" ON "uptime_check"("run_id", "component");

-- CreateIndex
CREATE INDEX "idx_alert_opened" ON "alert"("opened_at" DESC);

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account" ADD CONSTRAINT "account_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "user"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cron_job_config" ADD CONSTRAINT "cron_job_config_last_modified_by_fkey" FOREIGN KEY ("last_modified_by") REFERENCES "user"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idea" ADD CONSTRAINT "idea_category_id_fkey" FOREIGN KEY ("category_id") REFERENCES "category"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idea_purchase" ADD CONSTRAINT "idea_purchase_idea_id_fkey" FOREIGN KEY ("idea_id") REFERENCES "idea"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idea_claim" ADD CONSTRAINT "idea_claim_idea_id_fkey" FOREIGN KEY ("idea_id") REFERENCES "idea"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


