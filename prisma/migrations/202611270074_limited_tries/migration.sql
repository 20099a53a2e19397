-- A try that only met a limit is no attempt; an address that is busier than its messages allow gives none.
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
