import pg from "pg";
import { type CourierParts, OutboxCourier } from "../../../lib/alerts/outbox/courier.ts";
import type { DeliveryAnswer, HeldMessage, SendMessage } from "../../../lib/alerts/outbox/message.ts";
import { OutboxRows } from "../../../lib/alerts/outbox/outbox-rows.ts";
import { type NewMessage, putMessage } from "../../../lib/alerts/outbox/put-message.ts";
import { systemClock } from "../../../lib/observe/machine.ts";
import { createTestDatabase } from "../../support/database.ts";
import { until } from "../../support/until.ts";

type AnyMessage = Record<"kind" | "channelId" | "address" | "payload" | "runId", unknown>;

/** Waits of tests: what takes seconds in life takes milliseconds here. */
export const QUICK = { lookMs: 20, backoff: { firstMs: 10, mostMs: 50 } };

/** A real database with an outbox; each courier stands for a process. */
export class OutboxBench {
  readonly pool: pg.Pool;
  readonly url: string;
  readonly failures: unknown[] = [];
  readonly #drop: () => Promise<void>;
  readonly #couriers: OutboxCourier[] = [];

  private constructor(url: string, drop: () => Promise<void>) {
    this.url = url;
    this.#drop = drop;
    this.pool = new pg.Pool({ connectionString: url, max: 5 });
    this.pool.on("error", () => undefined);
  }

  static async open(): Promise<OutboxBench> {
    const { url, drop } = await createTestDatabase();
    return new OutboxBench(url, drop);
  }

  /** A courier that sends everything by the same sender; it is stopped with the bench. */
  courier(send: SendMessage, changes: Partial<CourierParts> = {}): OutboxCourier {
    const courier = new OutboxCourier({
      rows: new OutboxRows(this.pool),
      senders: { alert: send, test: send, canary: send, monitoring: send, mail: send },
      clock: systemClock,
      random: Math.random,
      onFailure: (error) => this.failures.push(error),
      times: QUICK,
      ...changes,
    });
    this.#couriers.push(courier);
    return courier;
  }

  /** Puts a message, a canary to `channelId` unless it says otherwise. */
  async put(dedupeKey: string, changes: Partial<AnyMessage> = {}): Promise<string> {
    const plain = { kind: "canary", channelId: "one", payload: { tells: "canary" } };
    return (
      await putMessage(
        this.pool,
        ("address" in changes ? { ...changes, dedupeKey } : { ...plain, ...changes, dedupeKey }) as NewMessage,
      )
    ).id;
  }

  async rows(): Promise<Record<string, unknown>[]> {
    return (await this.pool.query("select * from outbox_messages order by created_at, id")).rows;
  }

  async tries(): Promise<Record<string, unknown>[]> {
    return (await this.pool.query("select * from outbox_deliveries order by id")).rows;
  }

  /** Waits until nothing is queued or being sent. */
  async allEnded(): Promise<Record<string, unknown>[]> {
    await until("the end of all messages", async () => {
      const { rows } = await this.pool.query(
        "select 1 from outbox_messages where state in ('queued', 'sending') limit 1",
      );
      return rows.length === 0 ? true : null;
    });
    return this.rows();
  }

  async clear(): Promise<void> {
    await Promise.all(this.#couriers.splice(0).map((courier) => courier.stop(0)));
    await this.pool.query(
      "delete from outbox_messages; delete from outbox_addresses; delete from incidents; delete from alert_channels",
    );
    this.failures.length = 0;
  }

  async close(): Promise<void> {
    await this.clear();
    await this.pool.end();
    await this.#drop();
  }
}

/** A sender that answers what it is told to, and keeps what it was given. */
export function scriptedSender(answers: (message: HeldMessage, count: number) => DeliveryAnswer) {
  const sent: HeldMessage[] = [];
  const send: SendMessage = async (message) => {
    sent.push(message);
    return answers(message, sent.length);
  };
  return { sent, send };
}
