import { randomBytes } from "node:crypto";
import { z } from "zod";
import { classifyStatus } from "./answers.ts";
import { type ChannelMessage, overHttp } from "./channel.ts";

/** `whsec_` and base64 of 24 to 64 bytes, as Standard Webhooks has it. */
const signingSecret = z.string().refine((secret) => {
  const bytes = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const length = bytes === undefined ? 0 : Buffer.from(bytes, "base64").length;
  return length >= 24 && length <= 64;
}, "expected whsec_ and 24 to 64 bytes in base64, as `newWebhookSecret` makes it");

const secrets = z.object({
  url: z.url(),
  secret: signingSecret,
  /** Signs beside the other one while the receiver changes over. */
  previousSecret: signingSecret.optional(),
});

type WebhookMessage = ChannelMessage<z.output<typeof secrets>>;

/**
 * Any address that takes Standard Webhooks (standardwebhooks.com): the message's id is the same at each try, so that the
 * receiver tells a repetition, and the signature holds for each of two secrets.
 */
export const webhook = overHttp({
  kind: "webhook",
  secrets,
  settings: z.object({}),
  spacingMs: 0,
  render: async (message, now) => {
    const body = JSON.stringify(webhookBody(message));
    const both = [message.secrets.secret, message.secrets.previousSecret].filter((secret) => secret !== undefined);
    return [
      { url: message.secrets.url, headers: await webhookHeaders({ id: message.id, secrets: both }, body, now), body },
    ];
  },
  classify: (answer, now) => classifyStatus(answer, { now, refused: REFUSED }),
});

const REFUSED: Readonly<Record<number, string>> = {
  401: "the receiver does not accept the signature; compare its secret with the channel's",
  403: "the receiver refuses the message",
  404: "nothing takes messages at the address",
  410: "the receiver wants no more messages",
};

/** What the receiver reads: the payload as rows have it, and beside it what people are told. */
function webhookBody({ createdAt, payload, told }: Pick<WebhookMessage, "createdAt" | "payload" | "told">) {
  const { tells, ...data } = payload;
  return { type: `alert.${tells}`, timestamp: createdAt.toISOString(), data: { ...data, told } };
}

/** Headers of Standard Webhooks. @param secrets each signs; none: the receiver cannot tell who sent it */
export async function webhookHeaders(
  { id, secrets: keys }: { id: string; secrets: readonly string[] },
  body: string,
  now: Date,
): Promise<Record<string, string>> {
  const named = { "webhook-id": id, "webhook-timestamp": String(Math.floor(now.getTime() / 1000)) };
  if (keys.length === 0) return named;
  // Loaded by the first message only.
  const { Webhook } = await import("standardwebhooks");
  return { ...named, "webhook-signature": keys.map((secret) => new Webhook(secret).sign(id, now, body)).join(" ") };
}

/** A new secret for a webhook's signatures. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}
