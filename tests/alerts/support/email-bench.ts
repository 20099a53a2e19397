import { randomUUID } from "node:crypto";
import { email } from "../../../lib/alerts/channels/email.ts";
import type { MailSettings } from "../../../lib/alerts/channels/mail-tools.ts";
import type { AlertPayload } from "../../../lib/alerts/words/message.ts";
import { tellAlert } from "../../../lib/alerts/words/tell-alert.ts";
import type { Reader } from "../../../lib/alerts/words/told-alert.ts";
import type { DomainDb } from "../../support/domain-db.ts";
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
export function emailBench({ pool }: Pick<DomainDb, "pool">, settings: MailSettings | null) {
  const mail = settings && { settings, pool, unsubscribeKey: UNSUBSCRIBE_KEY };
  return async ({ id, payload = tellsOf(toldFailure()), reader = READER, to, signal }: Sending = {}) => {
    const message = {
      id: id ?? (await putRow(pool)),
      createdAt: new Date(),
      channel: { id: "env-email", name: "Operations" },
      ...{ payload, reader, told: tellAlert(payload, reader), secrets: {}, earlier: [] },
      settings: { to: to ?? ["ada@example.com"] },
    };
    const post = () => Promise.reject(new Error("mail is no HTTP"));
    const tools = { signal: signal ?? new AbortController().signal, now: new Date(), post, mail };
    return { id: message.id, answer: await email.deliver(message, tools) };
  };
}

/** The row that a receipt refers to. */
async function putRow(pool: DomainDb["pool"]): Promise<string> {
  const id = randomUUID();
  await pool.query(
    `insert into outbox_messages (id, dedupe_key, kind, channel_id, address, payload, next_attempt_at, created_at, give_up_at)
     values ($1::uuid, $1::text, 'alert', 'env-email', 'channel:env-email', '{}', now(), now(), now())`,
    [id],
  );
  return id;
}
