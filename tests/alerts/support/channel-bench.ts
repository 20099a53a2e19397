import { randomUUID } from "node:crypto";
import { sealChannelSecrets } from "../../../lib/alerts/channels/channel-secrets.ts";
import { createOutbox, type Outbox, type OutboxParts } from "../../../lib/alerts/channels/create-outbox.ts";
import type { AlertPayload } from "../../../lib/alerts/words/message.ts";
import type { ChannelKind } from "../../../lib/alerts/words/vocabulary.ts";
import { createRedact } from "../../../lib/cron/words/redact.ts";
import { systemClock } from "../../../lib/observe/machine.ts";
import { createSeal } from "../../../lib/seal.ts";
import { OutboxBench, QUICK } from "./outbox-bench.ts";

const SEAL = createSeal([{ id: "k1", key: Buffer.alloc(32, 1) }]);
const NO_CHANNELS = { slackUrl: null, discordUrl: null, pagerduty: null, alertEmail: [] };

/** The whole way of a message: a real database, the real channels, and whatever a test has listen at the other end. */
export class ChannelBench {
  readonly outbox: OutboxBench;
  readonly #started: Outbox[] = [];
  #count = 0;

  private constructor(outbox: OutboxBench) {
    this.outbox = outbox;
  }

  static async open(): Promise<ChannelBench> {
    return new ChannelBench(await OutboxBench.open());
  }

  /** An outbox that carries; this machine is a private host that is allowed. */
  start(changes: Partial<OutboxParts> = {}): Outbox {
    const outbox = createOutbox({
      pool: this.outbox.pool,
      clock: systemClock,
      random: Math.random,
      redact: createRedact([]),
      seal: SEAL,
      channels: NO_CHANNELS,
      mail: null,
      allowedPrivateHosts: ["127.0.0.1"],
      appUrl: "https://belfry.example.com",
      onFailure: (error) => this.outbox.failures.push(error),
      times: QUICK,
      ...changes,
    });
    outbox.start();
    this.#started.push(outbox);
    return outbox;
  }

  /** A channel that a person made. @param given address and keys */
  async channel(kind: ChannelKind, given: unknown, settings: object = {}): Promise<string> {
    const id = randomUUID();
    const sealed = sealChannelSecrets(SEAL, { id, kind, given });
    await this.outbox.pool.query(
      "insert into alert_channels (id, name, kind, origin, settings, sealed) values ($1, $2, $3, 'person', $4, $5)",
      [id, `the ${kind}`, kind, settings, sealed],
    );
    return id;
  }

  /** Puts an alert with the notices that it tells, and answers its id. */
  async tell(channelId: string, payload: AlertPayload): Promise<string> {
    this.#count += 1;
    const message = await this.outbox.put(`alert-${this.#count}`, { kind: "alert", channelId, payload });
    if (payload.tells !== "incidents") return message;
    for (const { id, notice } of payload.incidents) {
      await this.outbox.pool.query(
        `insert into incidents (id, rule, subject, severity, state, facts, opened_at, last_signal_at)
         values ($1, 'failed', $2, 'critical', 'open', '{}', now(), now()) on conflict do nothing`,
        [id, `job:${id}`],
      );
      await this.outbox.pool.query(
        `insert into alert_notices (id, incident_id, channel_id, kind, sequence, created_at, due_at, message_id)
         values ($1, $2, $3, $4, $5, now(), now(), $6)`,
        [randomUUID(), id, channelId, notice, this.#count, message],
      );
    }
    return message;
  }

  /** Waits until everything was told or is dead; answers the messages in their order. */
  async ended() {
    for (const outbox of this.#started) outbox.wake();
    return this.outbox.allEnded();
  }

  async clear(): Promise<void> {
    await Promise.all(this.#started.splice(0).map((outbox) => outbox.stop(0)));
    await this.outbox.clear();
  }

  async close(): Promise<void> {
    await this.clear();
    await this.outbox.close();
  }
}
