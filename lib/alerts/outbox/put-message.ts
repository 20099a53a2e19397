import { createHash, randomBytes } from "node:crypto";
import type { SqlTransaction } from "../../cron/ports/queue.ts";
import type { Json } from "../../cron/words/json.ts";
import { newRunId } from "../../cron/words/run-id.ts";
import { toSafeJson } from "../../cron/words/serialize.ts";
import type { Db } from "../../db.ts";
import type { AlertPayload } from "../words/message.ts";
import { type MessageKind, subjects } from "../words/vocabulary.ts";

interface ToPut {
  /** The act and the address: put twice, it is one message. */
  dedupeKey: string;
  /** The run that it is about, where it is about one. */
  runId?: string;
}

/** What is to leave. */
export type NewMessage = ToPut &
  (
    | { kind: Extract<MessageKind, "alert" | "test" | "canary">; channelId: string; payload: AlertPayload }
    /** @property address what has one rate and one pause; no secret */
    | { kind: Extract<MessageKind, "monitoring" | "mail">; address: string; payload: Json }
  );

const INSERT = `
  insert into outbox_messages (id, dedupe_key, kind, channel_id, address, payload, next_attempt_at, created_at, run_id)
  select $1::uuid, $2::text, $3::text, $4::text, $5::text, $6::jsonb, n.at, n.at, $7::uuid from (select cron_now() as at) n
  on conflict (dedupe_key) do nothing returning id`;
const KNOWN = "select id from outbox_messages where dedupe_key = $1::text";

/**
 * Puts a message into the outbox, within the transaction of the act that causes it: both are committed or neither is.
 * After the commit, `wake` the outbox: it then leaves at once, else within seconds.
 * @param within a transaction of pg, or Prisma's through `sqlWithin`
 * @returns its id; of a message that was put before under this key, that one's
 */
export async function putMessage(within: SqlTransaction, message: NewMessage): Promise<{ id: string; added: boolean }> {
  const id = newRunId(new Date(), randomBytes);
  const [channelId, address] =
    "channelId" in message ? [message.channelId, channelAddress(message.channelId)] : [null, message.address];
  const { kind, runId = null } = message;
  const dedupeKey = fitted(message.dedupeKey);
  // Whatever it holds, it must not undo the act: characters that Postgres refuses are replaced.
  const payload = JSON.stringify(toSafeJson(message.payload, { maxBytes: Number.POSITIVE_INFINITY }));
  const values = [id, dedupeKey, kind, channelId, fitted(address), payload, runId];
  if ((await within.query(INSERT, values)).rows.length > 0) return { id, added: true };
  const [known] = (await within.query(KNOWN, [dedupeKey])).rows as { id: string }[];
  if (!known) throw new Error(`The outbox refused the message ${dedupeKey} and does not have it`);
  return { id: known.id, added: false };
}

/** As long as the columns are. */
const MOST_KEY = 200;

/** A text that is too long keeps its beginning, and is told from others by its hash. */
function fitted(key: string): string {
  if (key.length <= MOST_KEY) return key;
  const hash = createHash("sha256").update(key).digest("hex");
  return `${key.slice(0, MOST_KEY - hash.length - 1).toWellFormed()}#${hash}`;
}

/** What all messages to an alert channel have as their address. */
const channelAddress = (channelId: string): string => subjects.channel(channelId);

/** The same transaction as SQL: a Prisma client, or the one that `$transaction` gives. */
export function sqlWithin(prisma: Pick<Db, "$queryRawUnsafe">): SqlTransaction {
  return { query: async (text, values = []) => ({ rows: await prisma.$queryRawUnsafe<unknown[]>(text, ...values) }) };
}

const AGAIN = `
  update outbox_messages set state = 'queued', dead_at = null, next_attempt_at = cron_now(),
    give_up_at = cron_now() + interval '24 hours'
  where id = $1::uuid and state = 'dead' and not outbox_is_overtaken_v1(id) returning id`;

/**
 * Takes a dead message back into the outbox for another day, as a person asked.
 * @returns whether there was one; one whose incidents the channel heard more of since then stays dead: what it tells is over
 */
export async function retryMessage(within: SqlTransaction, id: string): Promise<boolean> {
  return (await within.query(AGAIN, [id])).rows.length > 0;
}
