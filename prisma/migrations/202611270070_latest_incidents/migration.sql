-- What comes back soon goes on in the latest incident of its rule and subject; and when a channel was told lately.

CREATE INDEX "idx_incidents_latest" ON "incidents"("rule", "subject", "resolved_at" DESC);
CREATE INDEX "idx_alert_notices_due" ON "alert_notices"("due_at" DESC);
