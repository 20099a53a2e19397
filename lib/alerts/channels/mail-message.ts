import { createHash, createHmac } from "node:crypto";
import type { AlertPayload } from "../words/message.ts";
import type { ToldAlert } from "../words/told-alert.ts";
import type { ChannelMessage } from "./channel.ts";
import { mailHtml } from "./mail-html.ts";
import { mailBlocks, mailText } from "./mail-template.ts";
import type { MailSender } from "./mail-tools.ts";

/** A mail to one recipient, before it is put on the wire. */
export interface Mail {
  messageId: string;
  /** The threads that it belongs to: one for each incident that it tells of. */
  references: readonly string[];
  from: MailSender;
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Names as they are written. */
  headers: Readonly<Record<string, string>>;
  isUrgent: boolean;
}

interface Composing {
  message: Pick<ChannelMessage, "id" | "channel" | "payload" | "told" | "reader">;
  recipient: string;
  from: MailSender;
  /** Of this recipient: `unsubscribeToken`. */
  token: string;
}

/**
 * The same mail at each try, to the sign, its Message-ID too: a server or a mailbox that has it already can tell. The
 * mails of one incident share the first entry of their References, whether that mail exists or not, so its end stands in
 * the thread of its opening.
 */
export function composeMail({ message, recipient, from, token }: Composing): Mail {
  const { id, channel, payload, told, reader } = message;
  const domain = from.address.slice(from.address.lastIndexOf("@") + 1);
  const { page, oneClick } = unsubscribeUrls(reader.appUrl, token);
  const blocks = mailBlocks(told, reader, { recipient, channelName: channel.name, unsubscribeUrl: page });
  return {
    messageId: `<${id}.${tagOf(recipient)}@${domain}>`,
    references: threadsOf(payload).map((incidentId) => `<incident.${incidentId}@${domain}>`),
    ...{ from, to: recipient, subject: told.title },
    text: mailText(blocks),
    html: mailHtml(blocks, { locale: reader.locale, title: told.title, preview: told.sentence }),
    headers: {
      "Auto-Submitted": "auto-generated",
      "List-Id": `<${channel.id}.alerts.${domain}>`,
      "List-Unsubscribe": `<${oneClick}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    },
    isUrgent: isUrgent(told),
  };
}

/** References that mail programs look at; a message about more incidents is a summary, and no thread of its own. */
const MOST_THREADS = 10;

function threadsOf(payload: AlertPayload): string[] {
  return payload.tells === "incidents" ? payload.incidents.slice(0, MOST_THREADS).map(({ id }) => id) : [];
}

const isUrgent = ({ severity, resolved, incidents }: ToldAlert) =>
  severity === "critical" && !resolved && incidents.length > 0;

/** Tells the mails of one message to several recipients apart. */
const tagOf = (recipient: string) => createHash("sha256").update(recipient.toLowerCase()).digest("hex").slice(0, 12);

/**
 * Lets the recipient of one channel's mails leave it without signing in. It names neither, and nobody can make one
 * without the key: who has it, got the mail. Short, for it stands in a header that is signed.
 */
export function unsubscribeToken(
  key: string,
  { channelId, recipient }: { channelId: string; recipient: string },
): string {
  const whom = JSON.stringify(["unsubscribe", channelId, recipient.toLowerCase()]);
  return createHmac("sha256", key).update(whom).digest().subarray(0, 16).toString("base64url");
}

/** What a mail program posts to, and what a person opens. */
function unsubscribeUrls(appUrl: string, token: string): { oneClick: string; page: string } {
  return { oneClick: `${appUrl}/api/unsubscribe/${token}`, page: `${appUrl}/unsubscribe/${token}` };
}
