import type { Pool } from "pg";
import type { Clock, Random } from "../../cron/words/clock.ts";
import type { Redact } from "../../cron/words/redact.ts";
import type { Seal } from "../../seal.ts";
import { type CourierParts, OutboxCourier } from "../outbox/courier.ts";
import type { DeliveryAnswer } from "../outbox/message.ts";
import { OutboxRows } from "../outbox/outbox-rows.ts";
import { createChannelSender } from "./channel-sender.ts";
import { type ChannelVariables, environmentChannels, followEnvironment } from "./environment-channels.ts";
import { type AddressGuard, createAddressGuard } from "./guarded-address.ts";
import type { MailTools } from "./mail-tools.ts";
import { createPostOut } from "./post-out.ts";

export interface OutboxParts {
  pool: Pool;
  clock: Clock;
  random: Random;
  /** Takes the secrets of the environment out of what is kept. */
  redact: Redact;
  /** Null without TOKEN_KEYS. */
  seal: Seal | null;
  channels: ChannelVariables;
  /** Null without SMTP_URL. */
  mail: Omit<MailTools, "pool"> | null;
  /** ALLOWED_PRIVATE_HOSTS. */
  allowedPrivateHosts: readonly string[];
  appUrl: string;
  /** Of messages that go to no alert channel. */
  senders?: Pick<CourierParts["senders"], "monitoring" | "mail">;
  onFailure(error: unknown): void;
  times?: CourierParts["times"];
}

/** What became of the first try of a message. */
export interface FirstTry {
  outcome: DeliveryAnswer["outcome"];
  status: number | null;
  answer: string | null;
  reason: string | null;
  durationMs: number;
}

/** Everything that leaves, and how: what is put into `outbox_messages` is carried from there. */
export interface Outbox {
  /** Carries from now on, and lets the environment's channels follow it. */
  start(): void;
  /** After the commit of `putMessage`: it leaves at once. */
  wake(): void;
  /** Resolves when nothing is being sent any more; what takes longer than `graceMs` is handed back. */
  stop(graceMs: number): Promise<void>;
  /** Carries what is due, within a call of the platform. Never rejects. @param leftMs how long the call still lasts */
  carryDue(leftMs: () => number): Promise<void>;
  /** Waits for the first try of a message that was just put; null when there was none within 15 s. */
  firstTry(messageId: string): Promise<FirstTry | null>;
  /** Resolves once the rows of the environment's channels are as it says. Does it once. */
  environmentFollowed(): Promise<void>;
  /** What an address may lead to. */
  guard: AddressGuard;
  seal: Seal | null;
}

const FIRST_TRY_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;
const CARRY_EVERY_LOOKS = 5;

const FIRST_TRY = `
  select outcome, status, answer, error as reason, duration_ms as "durationMs" from outbox_deliveries where message_id = $1 order by id limit 1`;

/** Connects the courier with the channels. Nothing is begun before `start`. */
export function createOutbox(parts: OutboxParts): Outbox {
  const { pool, clock, random, redact, seal, appUrl, onFailure, times } = parts;
  const environment = environmentChannels(parts.channels);
  const guard = createAddressGuard(parts.allowedPrivateHosts);
  const mail = parts.mail && { ...parts.mail, pool };
  const sender = createChannelSender({ pool, clock, seal, environment, appUrl, mail, post: createPostOut({ guard }) });
  const environmentFollowed = once(() => followEnvironment(pool, environment));
  const courier = new OutboxCourier({
    rows: new OutboxRows(pool),
    senders: { ...parts.senders, alert: sender, test: sender, canary: sender },
    prepare: environmentFollowed,
    ...{ clock, random, redact, onFailure, ...(times && { times }) },
  });
  return {
    start: () => courier.start(),
    wake: () => courier.wake(),
    stop: (graceMs) => courier.stop(graceMs),
    carryDue: (leftMs) => courier.carryDue(leftMs).catch(onFailure),
    firstTry: async (messageId) => {
      courier.wake();
      // Where no process stays, nobody else carries it; where one does, either may.
      const carry = () => void courier.carryDue(() => FIRST_TRY_WITHIN_MS * 2).catch(onFailure);
      return waitForTry({ pool, clock, carry }, messageId);
    },
    environmentFollowed,
    guard,
    seal,
  };
}

interface Waiting extends Pick<OutboxParts, "pool" | "clock"> {
  /** Its address may be left alone for a moment, by what was sent there before: then once is not enough. */
  carry(): void;
}

async function waitForTry({ pool, clock, carry }: Waiting, id: string): Promise<FirstTry | null> {
  const untilMs = clock.monotonicMs() + FIRST_TRY_WITHIN_MS;
  for (let look = 0; clock.monotonicMs() < untilMs; look++) {
    if (look % CARRY_EVERY_LOOKS === 0) carry();
    const { rows } = await pool.query<FirstTry>(FIRST_TRY, [id]);
    if (rows[0]) return rows[0];
    await clock.sleep(LOOK_EVERY_MS);
  }
  return null;
}

/** What failed is done again by the next who asks. */
function once(act: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= act().catch((error: unknown) => {
      done = null;
      throw error;
    });
    return done;
  };
}
