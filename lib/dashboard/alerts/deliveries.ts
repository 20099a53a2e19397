import { z } from "zod";
import { MESSAGE_KINDS, MESSAGE_STATES, type MessageKind, type MessageState } from "../../alerts/words/vocabulary.ts";
import type { Db } from "../../db.ts";
import { wholeNumber } from "../forms/readable-query.ts";
import { timeCursor, timeCursorOf } from "./time-cursor.ts";

/** One try of a message. */
export interface DeliveryTry {
  id: string;
  at: Date;
  attempt: number;
  outcome: "delivered" | "retry" | "dead";
  /** The other side's status, where it has one. */
  status: number | null;
  /** What the other side answered, without secrets. */
  answer: string | null;
  error: string | null;
  /** In ms. */
  duration: number;
}

/** One thing that leaves, with each try of it. */
export interface OutboxEntry {
  id: string;
  kind: MessageKind;
  channelId: string | null;
  channelName: string | null;
  /** What has one rate and one pause; no secret. */
  address: string;
  state: MessageState;
  attempts: number;
  nextAttemptAt: Date;
  createdAt: Date;
  deliveredAt: Date | null;
  deadAt: Date | null;
  reason: string | null;
  runId: string | null;
  /** The latest first. */
  tries: DeliveryTry[];
}

/** Query of `GET /api/admin/alert-deliveries`. */
export const deliveriesQuery = z.strictObject({
  limit: wholeNumber(1, 200).default(50),
  cursor: timeCursor.optional(),
  channel: z.string().max(60).optional(),
  state: z.enum(MESSAGE_STATES).optional(),
  kind: z.enum(MESSAGE_KINDS).optional(),
});
export type DeliveriesQuery = z.output<typeof deliveriesQuery>;

const MOST_TRIES = 20;

/** Not what is told, and not what only the courier needs. */
const TOLD = {
  ...{ id: true, kind: true, channelId: true, address: true, state: true, attempts: true, nextAttemptAt: true },
  ...{ createdAt: true, deliveredAt: true, deadAt: true, reason: true, runId: true },
} as const;

/** One page of what was to be told, latest first, with the latest tries of each. */
export async function listDeliveries(
  { db }: { db: Db },
  { limit, cursor, channel, state, kind }: DeliveriesQuery,
): Promise<{ messages: OutboxEntry[]; nextCursor: string | null }> {
  const where = {
    ...(channel !== undefined && { channelId: channel }),
    ...(state !== undefined && { state }),
    ...(kind !== undefined && { kind }),
    ...(cursor && { OR: [{ createdAt: { lt: cursor.at } }, { createdAt: cursor.at, id: { lt: cursor.id } }] }),
  };
  const rows = await db.outboxMessage.findMany({
    where,
    select: { ...TOLD, deliveries: { orderBy: { id: "desc" }, take: MOST_TRIES } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit + 1,
  });
  const names = await channelNames(db);
  const messages = rows.slice(0, limit).map(({ deliveries, ...row }) => ({
    ...row,
    kind: row.kind as MessageKind,
    state: row.state as MessageState,
    channelName: row.channelId === null ? null : (names.get(row.channelId) ?? null),
    tries: deliveries.map(triedOf),
  }));
  const last = messages.at(-1);
  return { messages, nextCursor: rows.length > limit && last ? timeCursorOf(last.createdAt, last.id) : null };
}

async function channelNames(db: Db): Promise<ReadonlyMap<string, string>> {
  const channels = await db.alertChannel.findMany({ select: { id: true, name: true } });
  return new Map(channels.map(({ id, name }) => [id, name]));
}

interface TryRow {
  id: bigint;
  at: Date;
  attempt: number;
  outcome: string;
  status: number | null;
  answer: string | null;
  error: string | null;
  durationMs: number;
}

function triedOf({ id, at, attempt, outcome, status, answer, error, durationMs }: TryRow): DeliveryTry {
  return {
    id: String(id),
    at,
    attempt,
    outcome: outcome as DeliveryTry["outcome"],
    status,
    answer,
    error,
    duration: durationMs,
  };
}
