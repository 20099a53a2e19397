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
