import { z } from "zod";
import type { DeliveryAnswer } from "../outbox/message.ts";
import type { ChannelMessage, ChannelTools, ChannelWay } from "./channel.ts";
import { composeMail, unsubscribeToken } from "./mail-message.ts";
import { recipientsLeft, recordReceipt } from "./mail-recipients.ts";
import type { MailTools } from "./mail-tools.ts";
import { sendMail } from "./smtp.ts";

const settings = z.strictObject({ to: z.array(z.email().max(254)).min(1).max(20) });
const secrets = z.strictObject({});

type EmailMessage = ChannelMessage<z.output<typeof secrets>, z.output<typeof settings>>;

/**
 * Tells by e-mail. A channel is who gets it; how mail is sent is the installation's (SMTP_URL), so it holds no secret.
 * Each recipient gets a mail of their own, so that one can leave, and one that is refused keeps nobody else from it.
 */
export const email: ChannelWay<z.output<typeof secrets>, z.output<typeof settings>> = {
  kind: "email",
  ...{ secrets, settings },
  spacingMs: 0,
  deliver: deliverMails,
};

async function deliverMails(message: EmailMessage, { mail, signal }: ChannelTools): Promise<DeliveryAnswer> {
  if (!mail) return { outcome: "dead", reason: "no mail can be sent: set SMTP_URL" };
  const { subscribed, waiting } = await recipientsLeft(mail.pool, {
    messageId: message.id,
    channelId: message.channel.id,
    recipients: message.settings.to,
  });
  if (subscribed.length === 0) return { outcome: "dead", reason: "every recipient has unsubscribed: add another one" };
  const tries: RecipientTry[] = [];
  for (const recipient of waiting) {
    tries.push({ recipient, answer: await deliverMail({ message, recipient, mail, signal }) });
  }
  return together(tries);
}

interface OneMail {
  message: EmailMessage;
  recipient: string;
  mail: MailTools;
  signal: AbortSignal;
}

async function deliverMail({ message, recipient, mail, signal }: OneMail): Promise<DeliveryAnswer> {
  const { settings: how, pool, unsubscribeKey } = mail;
  const token = unsubscribeToken(unsubscribeKey, { channelId: message.channel.id, recipient });
  const answer = await sendMail(composeMail({ message, recipient, from: how.from, token }), how, signal);
  if (answer.outcome === "delivered") await recordReceipt(pool, message.id, recipient);
  return answer;
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
