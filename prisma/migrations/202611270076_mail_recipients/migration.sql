-- Which recipients of a message have it, and who left a channel.

CREATE TABLE "alert_mail_receipts" (
    "message_id" UUID NOT NULL,
    "recipient" VARCHAR(254) NOT NULL,
    "accepted_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_mail_receipts_pkey" PRIMARY KEY ("message_id","recipient")
);

CREATE TABLE "alert_unsubscribes" (
    "channel_id" VARCHAR(60) NOT NULL,
    "recipient" VARCHAR(254) NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "alert_unsubscribes_pkey" PRIMARY KEY ("channel_id","recipient")
);

ALTER TABLE "alert_mail_receipts" ADD CONSTRAINT "alert_mail_receipts_message_id_fkey" FOREIGN KEY ("message_id") REFERENCES "outbox_messages"("id") ON DELETE CASCADE ON UPDATE CASCADE;

alter table alert_mail_receipts add constraint alert_mail_receipts_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(accepted_at));
alter table alert_unsubscribes add constraint alert_unsubscribes_instants_of_years_1_to_9999 check (
  cron_is_kept_instant_v1(at));
