import type { Pool } from "pg";
import type { MessageKind } from "../words/vocabulary.ts";
import type { TryRecord } from "./decide-try.ts";
import type { HeldMessage } from "./message.ts";

interface ClaimedMessageRow {
  id: string;
  dedupe_key: string;
  kind: MessageKind;
  channel_id: string | null;
  address: string;
  payload: unknown;
  fence: string;
  attempt: number;
  created_at: Date;
  give_up_at: Date;
  run_id: string | null;
}

const CLAIM = `select id, dedupe_key, kind, channel_id, address, payload, fence, attempt, created_at, give_up_at, run_id
  from outbox_claim_v1($1, $2)`;

/** The statements of the outbox: prisma/sql/outbox.sql has the work of each. */
export class OutboxRows {
  readonly #pool: Pick<Pool, "query">;

  constructor(pool: Pick<Pool, "query">) {
    this.#pool = pool;
  }

  /** Takes due messages for `leaseMs`, at most `limit`. */
  async claim(limit: number, leaseMs: number): Promise<HeldMessage[]> {
    const { rows } = await this.#pool.query<ClaimedMessageRow>(CLAIM, [limit, leaseMs]);
    return rows.map(toHeldMessage);
  }

  /** Writes down a try and what follows on it. @returns false when the message is another sender's by now */
  async finish(
    { id, fence, attempt }: Pick<HeldMessage, "id" | "fence" | "attempt">,
    { retryMs, pauseMs, remoteId, ...record }: TryRecord,
    durationMs: number,
  ): Promise<boolean> {
    const written = {
      ...record,
      attempt,
      duration_ms: Math.round(durationMs),
      retry_ms: retryMs,
      pause_ms: pauseMs,
      remote_id: remoteId,
    };
    const values = [id, fence, JSON.stringify(written)];
    const { rows } = await this.#pool.query<{ held: boolean }>("select outbox_finish_v1($1, $2, $3) as held", values);
    return rows[0]?.held ?? false;
  }

  /** Puts the canaries that are due. @returns how many */
  async putCanaries(): Promise<number> {
    const { rows } = await this.#pool.query<{ put: number }>("select outbox_canaries_v1() as put");
    return rows[0]?.put ?? 0;
  }

  /** Deletes at most `limit` messages that are past their time. @returns how many */
  async deleteOld(limit: number): Promise<number> {
    const { rows } = await this.#pool.query<{ gone: number }>("select outbox_delete_old_v1($1) as gone", [limit]);
    return rows[0]?.gone ?? 0;
  }
}

function toHeldMessage(row: ClaimedMessageRow): HeldMessage {
  return {
    id: row.id,
    dedupeKey: row.dedupe_key,
    kind: row.kind,
    channelId: row.channel_id,
    address: row.address,
    payload: row.payload,
    fence: row.fence,
    attempt: row.attempt,
    createdAt: row.created_at,
    giveUpAt: row.give_up_at,
    runId: row.run_id,
  };
}
