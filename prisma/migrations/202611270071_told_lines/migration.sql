-- The timeline of an incident says who has been told what.

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
