-- The outbox: what waits is found by its due time, and a state agrees with its instants.

create index idx_outbox_messages_due on outbox_messages (next_attempt_at) where state in ('queued', 'sending');

alter table outbox_messages add constraint outbox_messages_state check (
  state in ('queued', 'sending', 'delivered', 'dead') and (state = 'sending') = (lease_expires_at is not null) and
  (state = 'delivered') = (delivered_at is not null) and (state = 'dead') = (dead_at is not null));
alter table outbox_messages add constraint outbox_messages_kind check (
  kind in ('alert', 'test', 'canary', 'monitoring', 'mail'));
alter table outbox_deliveries add constraint outbox_deliveries_outcome check (outcome in ('delivered', 'retry', 'dead'));
