import { randomUUID } from "node:crypto";
import type { ChannelMessage } from "../../../lib/alerts/channels/channel.ts";
import { createEmailChannel, type EmailSettings } from "../../../lib/alerts/channels/email.ts";
import type { MailSettings } from "../../../lib/alerts/channels/mail-message.ts";
import type { AlertPayload } from "../../../lib/alerts/words/message.ts";
import { tellAlert } from "../../../lib/alerts/words/tell-alert.ts";
import type { Reader } from "../../../lib/alerts/words/told-alert.ts";
import type { Db } from "../../../lib/db.ts";
import { tellsOf, toldFailure } from "./told-incidents.ts";

export const UNSUBSCRIBE_KEY = "k".repeat(32);

export const READER: Reader = { locale: "en", appUrl: "https://belfry.example.com" };

/** Mail over a server of the test, from belfry@example.com and unsigned. */
export function mailSettings(smtpUrl: string, changed: Partial<MailSettings> = {}): MailSettings {
  return { smtpUrl, from: { name: "Belfry", address: "belfry@example.com" }, dkim: null, ...changed };
}

interface Sending {
  /** A message that was put into the outbox before: another try of it. */
  id?: string;
  payload?: AlertPayload;
  reader?: Reader;
  to?: string[];
  signal?: AbortSignal;
}

/** Delivers messages over the e-mail channel as the outbox does, in which each has its row. */
export function emailBench(db: Db, mail: MailSettings | null) {
  const channel = createEmailChannel({ db, mail, unsubscribeKey: UNSUBSCRIBE_KEY });
  return async ({ id, payload = tellsOf(toldFailure()), reader = READER, to, signal }: Sending = {}) => {
    const message: ChannelMessage<Record<string, never>, EmailSettings> = {
      id: id ?? (await putRow(db)),
      createdAt: new Date(),
      channel: { id: "env-email", name: "Operations" },
      ...{ payload, reader, told: tellAlert(payload, reader), secrets: {}, earlier: [] },
      settings: { to: to ?? ["ada@example.com"] },
    };
    const post = () => Promise.reject(new Error("mail is no HTTP"));
    const tools = { signal: signal ?? new AbortController().signal, now: new Date(), post };
    return { id: message.id, answer: await channel.deliver(message, tools) };
  };
}

/** The row that a receipt refers to. */
async function putRow(db: Db): Promise<string> {
  const [id, at] = [randomUUID(), new Date()];
  const row = { dedupeKey: id, kind: "alert", channelId: "env-email", address: "channel:env-email", payload: {} };
  await db.outboxMessage.create({ data: { id, ...row, nextAttemptAt: at, createdAt: at } });
  return id;
}
