-- The outbox: what waits is found address by address, and a state agrees with its instants. Claims and fences: docs/outbox.md.

create index idx_outbox_messages_live on outbox_messages (address, next_attempt_at, id) where state in ('queued', 'sending');
create index idx_outbox_messages_dead on outbox_messages (dead_at) where state = 'dead';
create index idx_outbox_messages_sending on outbox_messages (address) where state = 'sending';

alter table outbox_messages add constraint outbox_messages_state check (
  state in ('queued', 'sending', 'delivered', 'dead') and (state = 'sending') = (lease_expires_at is not null) and
  (state = 'delivered') = (delivered_at is not null) and (state = 'dead') = (dead_at is not null));
alter table outbox_messages add constraint outbox_messages_kind check (
  kind in ('alert', 'test', 'canary', 'monitoring', 'mail'));
alter table outbox_deliveries add constraint outbox_deliveries_outcome check (outcome in ('delivered', 'retry', 'dead'));

-- Whether an earlier message to the channel that tells of one of the same incidents has not ended: an opening that is
-- told after the end would stand open for ever.
create or replace function outbox_waits_v1(p_id uuid) returns boolean language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  return exists (select 1 from alert_notices n
    join alert_notices o on o.incident_id = n.incident_id and o.channel_id = n.channel_id
    join outbox_messages e on e.id = o.message_id
    join outbox_messages m on m.id = n.message_id
    where n.message_id = p_id and e.id <> m.id and e.state in ('queued', 'sending') and (e.created_at, e.id) < (m.created_at, m.id));
end $fn$;

-- Whether the channel was told of one of the same incidents after this message: told now, it would stand for ever.
create or replace function outbox_is_overtaken_v1(p_id uuid) returns boolean language plpgsql stable
set enable_seqscan = off set plan_cache_mode = force_generic_plan as $fn$
begin
  return exists (select 1 from alert_notices n
    join alert_notices o on o.incident_id = n.incident_id and o.channel_id = n.channel_id
    join outbox_messages e on e.id = o.message_id
    join outbox_messages m on m.id = n.message_id
    where n.message_id = p_id and e.state = 'delivered' and (e.created_at, e.id) > (m.created_at, m.id));
end $fn$;

-- Takes due messages, those of dead senders included: a lease that is over is a due time. Hops from address to address,
-- so that a backlog of one costs the others nothing. The row of an address is locked while its messages are counted and
-- taken: alerts go one at a time to each, so that they keep its rate and their order; others ten at a time.
create or replace function outbox_claim_v1(p_limit integer, p_lease_ms integer)
returns table (id uuid, dedupe_key text, kind text, channel_id text, address text, payload jsonb, fence bigint, attempt integer, created_at timestamptz,
  give_up_at timestamptz, run_id uuid) language plpgsql
set enable_seqscan = off set enable_bitmapscan = off set plan_cache_mode = force_generic_plan as $fn$
#variable_conflict use_column
declare
  n timestamptz := cron_now();
  until_at timestamptz := n + p_lease_ms * interval '1 millisecond';
  hop text := '';
  room integer := p_limit;
  busy integer;
  taken integer;
begin
  while room > 0 loop
    select m.address into hop from outbox_messages m where m.state in ('queued', 'sending') and m.address > hop order by m.address limit 1;
    exit when hop is null;
    continue when not exists (select 1 from outbox_messages m where m.address = hop and m.state in ('queued', 'sending') and m.next_attempt_at <= n);
    insert into outbox_addresses (address) values (hop) on conflict do nothing;
    perform 1 from outbox_addresses a where a.address = hop and (a.paused_until is null or a.paused_until <= n) for update skip locked;
    continue when not found;
    select count(*) into busy from outbox_messages m where m.address = hop and m.state = 'sending' and m.lease_expires_at > n;
    return query update outbox_messages m set state = 'sending', attempts = m.attempts + 1, fence = nextval('cron_fence_seq'),
        lease_expires_at = until_at, next_attempt_at = until_at
      from (select d.id from outbox_messages d
        where d.address = hop and d.state in ('queued', 'sending') and d.next_attempt_at <= n and not outbox_waits_v1(d.id)
        order by d.next_attempt_at, d.id
        limit greatest(0, least(room, (select case when f.kind in ('monitoring', 'mail') then 10 else 1 end from outbox_messages f
          where f.address = hop and f.state in ('queued', 'sending') order by f.next_attempt_at, f.id limit 1) - busy))
        for update skip locked) c
      where m.id = c.id
      returning m.id, m.dedupe_key::text, m.kind::text, m.channel_id::text, m.address::text, m.payload, m.fence, m.attempts, m.created_at,
        m.give_up_at, m.run_id;
    get diagnostics taken = row_count;
    room := room - taken;
  end loop;
end $fn$;

-- Writes down a try. False: the message is another sender's by now, or has ended; only the try is kept then.
create or replace function outbox_finish_v1(p_id uuid, p_fence bigint, p_try jsonb) returns boolean language plpgsql as $fn$
declare
  n timestamptz := cron_now();
  t record;
  m record;
begin
  select x.* into t from jsonb_to_record(p_try) as x(outcome text, attempt integer, status integer, answer text, reason text, duration_ms integer,
    retry_ms bigint, pause_ms bigint, remote_id text, limited boolean, failing boolean);
  insert into outbox_deliveries (message_id, at, attempt, outcome, status, answer, error, duration_ms)
    select o.id, n, t.attempt, t.outcome, t.status, t.answer, t.reason, t.duration_ms from outbox_messages o where o.id = p_id;
  if t.pause_ms > 0 then
    insert into outbox_addresses as a (address, paused_until, reason)
      select o.address, n + t.pause_ms * interval '1 millisecond', t.reason from outbox_messages o where o.id = p_id
      on conflict (address) do update set paused_until = greatest(a.paused_until, excluded.paused_until), reason = excluded.reason;
  end if;
  update outbox_messages o set lease_expires_at = null, reason = t.reason, attempts = o.attempts - t.limited::integer, remote_id = coalesce(t.remote_id, o.remote_id),
      state = case t.outcome when 'retry' then 'queued' else t.outcome end,
      next_attempt_at = case t.outcome when 'retry' then n + t.retry_ms * interval '1 millisecond' else n end,
      delivered_at = case t.outcome when 'delivered' then n end, dead_at = case t.outcome when 'dead' then n end
    where o.id = p_id and o.fence = p_fence and o.state = 'sending' returning o.channel_id into m;
  if not found then return false; end if;
  if t.outcome = 'delivered' then
    update alert_channels c set last_delivery_at = n, failing_since = null, failure = null where c.id = m.channel_id;
  elsif t.failing then
    update alert_channels c set failing_since = coalesce(c.failing_since, n), failure = t.reason where c.id = m.channel_id;
  end if;
  return true;
end $fn$;

-- A canary for each channel that is to have one and had none for a day.
create or replace function outbox_canaries_v1() returns integer language plpgsql as $fn$
declare
  n timestamptz := cron_now();
  put integer;
begin
  with due as (
    update alert_channels c set last_canary_at = n
    where c.canary and c.enabled and (c.last_canary_at is null or c.last_canary_at <= n - interval '24 hours') returning c.id)
  insert into outbox_messages (id, dedupe_key, kind, channel_id, address, payload, next_attempt_at, created_at)
    select gen_random_uuid(), 'canary:' || d.id || ':' || cron_iso_v1(n), 'canary', d.id, 'channel:' || d.id, '{"tells": "canary"}', n, n from due d
    on conflict (dedupe_key) do nothing;
  get diagnostics put = row_count;
  return put;
end $fn$;

-- Deletes what was delivered 30 days ago or has been dead for 90, at most so many; and addresses that nothing waits for.
create or replace function outbox_delete_old_v1(p_limit integer) returns integer language plpgsql as $fn$
declare
  n timestamptz := cron_now();
  gone integer;
begin
  delete from outbox_messages m where m.id in (
    select o.id from outbox_messages o where o.created_at < n - interval '30 days'
      and (o.delivered_at < n - interval '30 days' or o.dead_at < n - interval '90 days') order by o.created_at limit p_limit for update skip locked);
  get diagnostics gone = row_count;
  delete from outbox_addresses a where coalesce(a.paused_until, '-infinity') < n - interval '1 day'
    and not exists (select 1 from outbox_messages m where m.address = a.address and m.state in ('queued', 'sending'));
  return gone;
end $fn$;

-- What a channel has been told stands in the timelines of the incidents, whoever writes down that it was delivered.
create or replace function outbox_told_v1() returns trigger language plpgsql as $fn$
begin
  insert into incident_entries (incident_id, at, kind, detail)
    select n.incident_id, new.delivered_at, 'told', jsonb_build_object('notice', n.kind, 'channel', c.name, 'messageId', new.id)
    from alert_notices n join alert_channels c on c.id = n.channel_id where n.message_id = new.id order by n.incident_id;
  return null;
end $fn$;
create or replace trigger outbox_messages_told after update of state on outbox_messages for each row
  when (new.state = 'delivered' and new.kind = 'alert') execute function outbox_told_v1();
