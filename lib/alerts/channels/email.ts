import { z } from "zod";
import type { Db } from "../../db.ts";
import type { DeliveryAnswer } from "../outbox/message.ts";
import type { ChannelMessage, ChannelTools, ChannelWay } from "./channel.ts";
import { composeMail, type MailSettings, unsubscribeToken } from "./mail-message.ts";
import { receivedBy, recordReceipt, subscribedOf } from "./mail-recipients.ts";
import { sendMail } from "./smtp.ts";

/** What an e-mail channel is: who gets it. How mail is sent is the installation's (SMTP_URL), so it holds no secret. */
export const emailSettings = z.strictObject({ to: z.array(z.email().max(254)).min(1).max(20) });
export type EmailSettings = z.output<typeof emailSettings>;
export const emailSecrets = z.strictObject({});

export interface EmailParts {
  db: Db;
  /** Null: no SMTP_URL is set. */
  mail: MailSettings | null;
  /** Signs the links with which recipients leave. */
  unsubscribeKey: string;
}

type EmailMessage = ChannelMessage<Record<string, never>, EmailSettings>;

/**
 * Tells by e-mail: each recipient apart, so that one can leave and one that is refused keeps nobody else from it. A try
 * sends to those who do not have the message yet.
 */
export function createEmailChannel(parts: EmailParts): ChannelWay<Record<string, never>, EmailSettings> {
  return {
    kind: "email",
    secrets: emailSecrets,
    settings: emailSettings,
    spacingMs: 0,
    deliver: (message, tools) => deliverMails(parts, message, tools),
  };
}

async function deliverMails(
  parts: EmailParts,
  message: EmailMessage,
  { signal }: ChannelTools,
): Promise<DeliveryAnswer> {
  const { db, mail: settings, unsubscribeKey } = parts;
  if (settings === null) return { outcome: "dead", reason: "No mail can be sent: SMTP_URL is not set" };
  const channelId = message.channel.id;
  const subscribed = await subscribedOf(db, { channelId, recipients: message.settings.to });
  if (subscribed.length === 0) return { outcome: "dead", reason: "Every recipient has unsubscribed: add another one" };
  const received = await receivedBy(db, message.id);
  const tries: RecipientTry[] = [];
  for (const recipient of subscribed.filter((one) => !received.has(one.toLowerCase()))) {
    const token = unsubscribeToken(unsubscribeKey, { channelId, recipient });
    const mail = composeMail({ message, recipient, from: settings.from, token });
    const answer = await sendMail(mail, settings, signal);
    if (answer.outcome === "delivered") await recordReceipt(db, message.id, recipient);
    tries.push({ recipient, answer });
  }
  return together(tries);
}

export interface RecipientTry {
  recipient: string;
  answer: DeliveryAnswer;
}

/**
 * One answer for all recipients: while one may still get it, it is tried again; one who never will makes it dead, for
 * somebody is not told. Pure.
 */
export function together(tries: readonly RecipientTry[]): DeliveryAnswer {
  const worst = (["retry", "dead"] as const).find((outcome) => tries.some(({ answer }) => answer.outcome === outcome));
  const of = tries.filter(({ answer }) => answer.outcome === (worst ?? "delivered"));
  const status = of[0]?.answer.status;
  const answer = tries.map((one) => `${one.recipient}: ${one.answer.answer ?? reasonIn(one.answer)}`).join("\n");
  const said = { ...(status !== undefined && { status }), answer };
  if (worst === undefined) return { outcome: "delivered", ...said };
  return { outcome: worst, reason: of.map((one) => `${one.recipient}: ${reasonIn(one.answer)}`).join("\n"), ...said };
}

const reasonIn = (answer: DeliveryAnswer) => ("reason" in answer ? answer.reason : "");
