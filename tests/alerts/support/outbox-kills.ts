import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { newWebhookSecret } from "../../../lib/alerts/channels/webhook.ts";
import { DatabaseProxy } from "../../support/database-proxy.ts";
import { ChannelBench } from "./channel-bench.ts";
import { startPagerduty, startReceiver } from "./peers.ts";
import { tellsOf, toldFailure } from "./told-incidents.ts";

const MAIN = fileURLToPath(new URL("../../support/outbox-process-main.ts", import.meta.url));
const ROUTING_KEY = "a-routing-key-of-thirty-two-sign";
/** The key of `ChannelBench`. */
const TOKEN_KEYS = `k1:${Buffer.alloc(32, 1).toString("base64")}`;

/** Where a process is killed, from the commit of the message to the end that was written down. */
export const KILL_POINTS = {
  "before its claim reaches the database": { text: "outbox_claim", holds: "statement" },
  "before it hears that it has the message": { text: "outbox_claim", holds: "answer" },
  "before it reads the channel": { text: "from alert_channels where id", holds: "statement" },
  "while the other side takes the message": null,
  "before it writes down that it was taken": { text: "outbox_finish", holds: "statement" },
  "before it hears that this was written": { text: "outbox_finish", holds: "answer" },
} as const;

export type KillPoint = keyof typeof KILL_POINTS;

/** What became of one alert to a webhook and to PagerDuty, whose sender was killed. */
export interface KilledRound {
  states: string[];
  /** Ids that the webhook's receiver has, and incidents that PagerDuty has; and which they should be. */
  told: { webhook: string[]; pagerduty: string[] };
  meant: { webhook: string[]; pagerduty: string[] };
}

/** A database, both receivers and the proxy through which the process that is killed reaches the database. */
export class KillLane {
  readonly #bench: ChannelBench;
  readonly #proxy: DatabaseProxy;
  readonly #receiver: Awaited<ReturnType<typeof startReceiver>>;
  readonly #pagerduty: Awaited<ReturnType<typeof startPagerduty>>;
  readonly #channels: { webhook: string; pagerduty: string };

  private constructor(parts: {
    bench: ChannelBench;
    proxy: DatabaseProxy;
    receiver: Awaited<ReturnType<typeof startReceiver>>;
    pagerduty: Awaited<ReturnType<typeof startPagerduty>>;
    channels: { webhook: string; pagerduty: string };
  }) {
    this.#bench = parts.bench;
    this.#proxy = parts.proxy;
    this.#receiver = parts.receiver;
    this.#pagerduty = parts.pagerduty;
    this.#channels = parts.channels;
  }

  static async open(): Promise<KillLane> {
    const bench = await ChannelBench.open();
    const proxy = await DatabaseProxy.open(bench.outbox.url);
    const secret = newWebhookSecret();
    const receiver = await startReceiver(secret);
    const pagerduty = await startPagerduty(ROUTING_KEY);
    const channels = {
      webhook: await bench.channel("webhook", { url: receiver.origin, secret }),
      pagerduty: await bench.channel(
        "pagerduty",
        { routingKey: ROUTING_KEY },
        { url: `${pagerduty.origin}/v2/enqueue` },
      ),
    };
    return new KillLane({ bench, proxy, receiver, pagerduty, channels });
  }

  async round(point: KillPoint): Promise<KilledRound> {
    const incident = randomUUID();
    const payload = tellsOf(toldFailure({ id: incident }));
    const meant = { webhook: [await this.#bench.tell(this.#channels.webhook, payload)], pagerduty: [incident] };
    const pagerdutyMessage = await this.#bench.tell(this.#channels.pagerduty, payload);
    await this.#killAt(point);
    const courier = this.#bench.start();
    const rows = (await this.#bench.ended()).filter(({ id }) => id === meant.webhook[0] || id === pagerdutyMessage);
    await courier.stop(1_000);
    const told = { webhook: [...this.#receiver.received.keys()], pagerduty: [...this.#pagerduty.incidents.keys()] };
    this.#receiver.received.clear();
    this.#pagerduty.incidents.clear();
    return { states: rows.map(({ state }) => String(state)), told, meant };
  }

  async close(): Promise<void> {
    await this.#bench.close();
    await this.#proxy.close();
    await Promise.all([this.#receiver.close(), this.#pagerduty.close()]);
  }

  /** Starts a process, and kills it when it is there. */
  async #killAt(point: KillPoint): Promise<void> {
    const caught = this.#caughtAt(point);
    const child = spawn(process.execPath, [MAIN], {
      env: { ...process.env, DATABASE_URL: this.#proxy.url, TOKEN_KEYS },
      stdio: ["ignore", "ignore", "inherit"],
    });
    await Promise.race([caught, endOf(child)]);
    const exited = endOf(child);
    child.kill("SIGKILL");
    await exited;
    this.#proxy.cut();
  }

  #caughtAt(point: KillPoint): Promise<void> {
    const trap = KILL_POINTS[point];
    if (trap) return this.#proxy.trap(trap.text, trap.holds).caught;
    const { promise, resolve } = Promise.withResolvers<void>();
    // The message was read to its end, and no answer leaves any more.
    this.#receiver.script(() => {
      this.#receiver.script(null);
      resolve();
      return new Promise(() => undefined);
    });
    return promise;
  }
}

const endOf = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
};
