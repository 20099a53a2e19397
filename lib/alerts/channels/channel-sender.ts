import type { Pool } from "pg";
import type { Clock } from "../../cron/words/clock.ts";
import { createRedact, type Redact } from "../../cron/words/redact.ts";
import { LOCALES } from "../../i18n/locales.ts";
import type { Seal } from "../../seal.ts";
import type { DeliveryAnswer, HeldMessage, SendMessage } from "../outbox/message.ts";
import { type AlertPayload, alertPayload } from "../words/message.ts";
import { tellAlert } from "../words/tell-alert.ts";
import type { Reader } from "../words/told-alert.ts";
import type { ChannelKind } from "../words/vocabulary.ts";
import type { ChannelMessage, ChannelWay, PostOut } from "./channel.ts";
import { openChannelSecrets, secretTextsOf } from "./channel-secrets.ts";
import { channelWays } from "./channel-ways.ts";
import { type EnvironmentChannel, environmentChannelId } from "./environment-channels.ts";
import { RefusedAddressError } from "./guarded-address.ts";
import type { MailTools } from "./mail-tools.ts";

export interface ChannelSenderParts {
  pool: Pick<Pool, "query">;
  clock: Pick<Clock, "now">;
  /** Null without TOKEN_KEYS: only channels of the environment can be used. */
  seal: Seal | null;
  environment: readonly EnvironmentChannel[];
  post: PostOut;
  /** Null without SMTP_URL. */
  mail: MailTools | null;
  /** Without a slash at its end. */
  appUrl: string;
}

interface ChannelRow {
  id: string;
  name: string;
  kind: ChannelKind;
  origin: "environment" | "person";
  enabled: boolean;
  settings: unknown;
  sealed: string | null;
  locale: string;
  quiet_zone: string | null;
}

const CHANNEL = `select id, name, kind, origin, enabled, settings, sealed, locale, quiet_zone from alert_channels where id = $1`;

/** Sends what goes to alert channels: finds the channel, opens its secrets, puts the message into its language. */
export function createChannelSender(parts: ChannelSenderParts): SendMessage {
  return async (message, signal) => {
    const { rows } = await parts.pool.query<ChannelRow>(CHANNEL, [message.channelId]);
    const [channel] = rows;
    if (!channel) return { outcome: "dead", reason: "the channel was deleted" };
    const way = channelWays[channel.kind];
    if (!way) return { outcome: "dead", reason: `this release has no channels of the kind ${channel.kind}` };
    // Whoever presses its test button wants to know whether it would work.
    if (!channel.enabled && message.kind !== "test") return { outcome: "dead", reason: "the channel is switched off" };
    const payload = alertPayload.safeParse(message.payload);
    if (!payload.success) return { outcome: "dead", reason: "the message is not as this release writes it" };
    return deliverSafely(parts, { message, channel, way, payload: payload.data, signal });
  };
}

interface OneDelivery {
  message: HeldMessage;
  channel: ChannelRow;
  way: ChannelWay;
  payload: AlertPayload;
  signal: AbortSignal;
}

/** Nothing of the secrets leaves: neither in what the other side answered nor in what went wrong. */
async function deliverSafely(parts: ChannelSenderParts, one: OneDelivery): Promise<DeliveryAnswer> {
  const target = targetOf(parts, one.channel, one.way);
  if (target === null) return { outcome: "retry", reason: "its variable is not set in the process that tried" };
  const redact = createRedact(secretTextsOf(target.secrets));
  try {
    const told = await messageOf(parts, one, target);
    const { post, mail, clock } = parts;
    const answer = await one.way.deliver(told, { post, mail, signal: one.signal, now: clock.now() });
    return spaced(one.way, redacted(answer, redact));
  } catch (error) {
    if (one.signal.aborted) throw error;
    const reason = redact(error instanceof Error ? error.message : String(error));
    return { outcome: error instanceof RefusedAddressError ? "dead" : "retry", reason };
  }
}

interface Target {
  secrets: unknown;
  settings: unknown;
}

/** @throws SealError, TokenKeysMissingError, ChannelSecretsError */
function targetOf({ seal, environment }: ChannelSenderParts, channel: ChannelRow, way: ChannelWay): Target | null {
  if (channel.origin === "environment") {
    const named = environment.find(({ kind }) => environmentChannelId(kind) === channel.id);
    return named ? { secrets: named.secrets, settings: way.settings.parse(named.settings) } : null;
  }
  const { id, kind, sealed } = channel;
  // What has no secrets at all, such as a mail's recipients, has nothing sealed.
  const secrets = sealed === null ? way.secrets.parse({}) : openChannelSecrets(seal, { id, kind, sealed });
  return { secrets, settings: way.settings.parse(channel.settings) };
}

async function messageOf(
  { pool, appUrl }: ChannelSenderParts,
  { message, channel, way, payload }: OneDelivery,
  target: Target,
): Promise<ChannelMessage> {
  const locale = LOCALES.find((known) => known === channel.locale) ?? LOCALES[0];
  const reader: Reader = { locale, appUrl, timeZone: channel.quiet_zone ?? undefined };
  const told = tellAlert(payload, reader);
  const isEnd = told.resolved && payload.tells === "incidents";
  return {
    id: message.id,
    createdAt: message.createdAt,
    channel: { id: channel.id, name: channel.name },
    payload,
    told,
    reader,
    earlier: way.edits && isEnd ? await earlierOf(pool, message, payload.incidents) : [],
    ...target,
  };
}

/** Messages that told exactly these incidents, the latest five. */
const EARLIER = `
  select m.remote_id from outbox_messages m
  where m.channel_id = $1 and m.id <> $2 and m.state = 'delivered' and m.remote_id is not null and m.payload->>'tells' = 'incidents'
    and m.id in (select n.message_id from alert_notices n where n.channel_id = $1 and n.incident_id = any($3::uuid[]))
    and (select array_agg(i->>'id' order by i->>'id' collate "C") from jsonb_array_elements(m.payload->'incidents') i) = $3::text[]
  order by m.created_at desc limit 5`;

async function earlierOf(
  pool: ChannelSenderParts["pool"],
  { id, channelId }: HeldMessage,
  incidents: readonly { id: string }[],
): Promise<string[]> {
  const ids = incidents.map((incident) => incident.id).sort();
  const { rows } = await pool.query<{ remote_id: string }>(EARLIER, [channelId, id, ids]);
  return rows.map(({ remote_id }) => remote_id);
}

function redacted(answer: DeliveryAnswer, redact: Redact): DeliveryAnswer {
  return {
    ...answer,
    ...(answer.answer !== undefined && { answer: redact(answer.answer) }),
    ...("reason" in answer && { reason: redact(answer.reason) }),
  };
}

/** After what the other side took, it is left alone for as long as its rate says. */
function spaced({ spacingMs }: ChannelWay, answer: DeliveryAnswer): DeliveryAnswer {
  if (answer.outcome !== "delivered" || spacingMs === 0) return answer;
  return { ...answer, pauseMs: Math.max(spacingMs, answer.pauseMs ?? 0) };
}
