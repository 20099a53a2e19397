import type { MailTools } from "./mail-tools.ts";

type Rows = MailTools["pool"];

/** Who left a channel of a person's was taken out of it: whoever stands in it again was put back. */
const LEFT = `select u.recipient from alert_unsubscribes u
  join alert_channels c on c.id = u.channel_id and c.origin = 'environment' where u.channel_id = $1`;
const RECEIVED = "select recipient from alert_mail_receipts where message_id = $1";
const RECEIPT = "insert into alert_mail_receipts (message_id, recipient) values ($1, lower($2)) on conflict do nothing";

/** Those of a channel who have not left it and do not have the message yet: a try begins where the last one ended. */
export async function recipientsLeft(
  rows: Rows,
  { messageId, channelId, recipients }: { messageId: string; channelId: string; recipients: readonly string[] },
): Promise<{ subscribed: string[]; waiting: string[] }> {
  const [left, received] = [await lowerCased(rows, LEFT, channelId), await lowerCased(rows, RECEIVED, messageId)];
  const subscribed = recipients.filter((recipient) => !left.has(recipient.toLowerCase()));
  return { subscribed, waiting: subscribed.filter((recipient) => !received.has(recipient.toLowerCase())) };
}

async function lowerCased(rows: Rows, text: string, id: string): Promise<Set<string>> {
  const found = await rows.query<{ recipient: string }>(text, [id]);
  return new Set(found.rows.map(({ recipient }) => recipient));
}

/** Notes that the mail server took a message for a recipient. */
export async function recordReceipt(rows: Rows, messageId: string, recipient: string): Promise<void> {
  await rows.query(RECEIPT, [messageId, recipient]);
}
