import type { Signal } from "../words/incident.ts";
import { type Severity, subjects } from "../words/vocabulary.ts";
import { type SignalReader, type SignalReads, unresolvedOf } from "./signal-reads.ts";

/** A channel with what became of its messages. */
interface ChannelHealth {
  id: string;
  name: string;
  /** The latest message that was given up since the latest delivery. */
  deadAt: Date | null;
  deadReason: string | null;
  /** The latest canary that had its time and was not delivered. */
  lostCanaryAt: Date | null;
  canaryReason: string | null;
}

/** A canary that has not arrived after so long is lost: the first retries are over. */
const CANARY_MINUTES = 15;

/** `channel`: a message was given up, or a canary did not arrive; the next delivery ends it. */
export const channelSignals: SignalReader = async (reads) => {
  const { enabled, severity } = reads.rule("channel");
  const channels = enabled ? await readChannels(reads) : [];
  const wrong = channels.flatMap((channel) => notArriving(channel, severity) ?? []);
  const stillWrong = new Set(wrong.map(({ subject }) => subject));
  const over = unresolvedOf(reads, "channel").filter(({ subject }) => !stillWrong.has(subject));
  return [...wrong, ...over.map(({ subject }): Signal => ({ rule: "channel", subject, at: reads.now, says: "right" }))];
};

/** Channels that are switched off or gone owe nobody anything. */
async function readChannels({ db, now }: SignalReads): Promise<ChannelHealth[]> {
  return await db.$queryRaw<ChannelHealth[]>`
    select c.id, c.name, d.dead_at as "deadAt", d.reason as "deadReason",
           l.created_at as "lostCanaryAt", l.reason as "canaryReason"
      from alert_channels c
      left join lateral (
        select m.dead_at, m.reason from outbox_messages m
         where m.channel_id = c.id and m.state = 'dead' and m.dead_at > coalesce(c.last_delivery_at, '-infinity')
         order by m.dead_at desc limit 1) d on true
      left join lateral (
        select m.created_at, m.reason from outbox_messages m
         where m.channel_id = c.id and m.kind = 'canary' and m.state <> 'delivered'
           and m.created_at > coalesce(c.last_delivery_at, '-infinity')
           and m.created_at <= ${now}::timestamptz - ${CANARY_MINUTES}::int * interval '1 minute'
         order by m.created_at desc limit 1) l on true
     where c.enabled and (d.dead_at is not null or l.created_at is not null) order by c.id`;
}

function notArriving(channel: ChannelHealth, severity: Severity): Signal | null {
  const { id, name, deadAt, deadReason, lostCanaryAt, canaryReason } = channel;
  const at = deadAt ?? lostCanaryAt;
  if (at === null) return null;
  const detail = deadAt ? deadReason : canaryReason;
  const facts = { ...(!deadAt && { code: "canary" }), title: name, ...(detail !== null && { detail }) };
  const about = { rule: "channel", subject: subjects.channel(id), at, jobName: null, category: null } as const;
  return { ...about, says: "wrong", severity, facts };
}
