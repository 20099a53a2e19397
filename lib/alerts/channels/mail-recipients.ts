import type { Db } from "../../db.ts";

type RecipientTables = Pick<Db, "alertMailReceipt" | "alertUnsubscribe">;

/** Those of a channel who have not unsubscribed from it. */
export async function subscribedOf(
  db: RecipientTables,
  { channelId, recipients }: { channelId: string; recipients: readonly string[] },
): Promise<string[]> {
  const left = await db.alertUnsubscribe.findMany({ where: { channelId }, select: { recipient: true } });
  const gone = new Set(left.map(({ recipient }) => recipient));
  return recipients.filter((recipient) => !gone.has(recipient.toLowerCase()));
}

/** Who has a message already: a message goes to each recipient apart, and a try begins where the last one ended. */
export async function receivedBy(db: RecipientTables, messageId: string): Promise<Set<string>> {
  const receipts = await db.alertMailReceipt.findMany({ where: { messageId }, select: { recipient: true } });
  return new Set(receipts.map(({ recipient }) => recipient));
}

/** Notes that the mail server took a message for a recipient. */
export async function recordReceipt(db: RecipientTables, messageId: string, recipient: string): Promise<void> {
  await db.alertMailReceipt.createMany({
    data: [{ messageId, recipient: recipient.toLowerCase() }],
    skipDuplicates: true,
  });
}
