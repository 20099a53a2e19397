import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sealChannelSecrets } from "../../lib/alerts/channels/channel-secrets.ts";
import { newWebhookSecret } from "../../lib/alerts/channels/webhook.ts";
import { putMessage } from "../../lib/alerts/outbox/put-message.ts";
import { parseEnv } from "../../lib/env.ts";
import { createRuntime, type Runtime, startRuntime } from "../../lib/runtime.ts";
import { OutboxBench } from "../alerts/support/outbox-bench.ts";
import { type Peer, startPeer, startReceiver } from "../alerts/support/peers.ts";
import { until } from "../support/until.ts";

/** How each other side says that the channel is no more. */
const REVOKED: Readonly<Record<string, { status: number; body: unknown }>> = {
  "/services": { status: 404, body: "no_service" },
  "/api/webhooks": { status: 404, body: { code: 10_015, message: "Unknown Webhook" } },
  "/v2/enqueue": { status: 400, body: { status: "invalid event", errors: ["Invalid routing key"] } },
};

const secret = newWebhookSecret();
let bench: OutboxBench;
let revoking: Peer;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let runtime: Runtime;

beforeAll(async () => {
  bench = await OutboxBench.open();
  revoking = await startPeer(({ url }) => {
    const said = Object.entries(REVOKED).find(([path]) => url.pathname.startsWith(path));
    return said?.[1] ?? { status: 500 };
  });
  receiver = await startReceiver(secret);
  const env = parseEnv({
    DATABASE_URL: bench.url,
    BELFRY_HOME: tmpdir(),
    BETTER_AUTH_SECRET: "test-secret-that-signs-the-sessions",
    TOKEN_KEYS: `k1:${Buffer.alloc(32, 1).toString("base64")}`,
    SLACK_WEBHOOK_URL: `${revoking.origin}/services/T0/B0/secret`,
    DISCORD_WEBHOOK_URL: `${revoking.origin}/api/webhooks/1/token`,
    PAGERDUTY_ROUTING_KEY: "a-routing-key-of-thirty-two-sign",
    PAGERDUTY_URL: `${revoking.origin}/v2/enqueue`,
    ALLOWED_PRIVATE_HOSTS: "127.0.0.1",
    SCHEDULER: "none",
  });
  runtime = createRuntime(env, { logger: pino({ level: "silent" }) });
});
afterAll(async () => {
  await runtime.drain(2_000);
  await Promise.all([revoking.close(), receiver.close()]);
  await bench.close();
});

async function personsWebhook(): Promise<void> {
  const id = randomUUID();
  const sealed = sealChannelSecrets(runtime.outbox.seal, {
    id,
    kind: "webhook",
    given: { url: receiver.origin, secret },
  });
  await bench.pool.query(
    "insert into alert_channels (id, name, kind, origin, settings, sealed) values ($1, 'the other one', 'webhook', 'person', '{}', $2)",
    [id, sealed],
  );
}

test("channels that were revoked are told through another one, each as an incident of its own", async () => {
  await runtime.outbox.environmentFollowed();
  await personsWebhook();
  startRuntime(runtime);
  const channels = ["env-slack", "env-discord", "env-pagerduty"];
  for (const channelId of channels) {
    const payload = { tells: "canary" } as const;
    await putMessage(bench.pool, { kind: "canary", channelId, payload, dedupeKey: `canary ${channelId}` });
  }
  runtime.outbox.wake();
  const told = await until("the three channels to be told of", async () => {
    const incidents = [...receiver.received.values()].flatMap(
      ({ data }) => (data.incidents ?? []) as { subject: string }[],
    );
    const subjects = new Set(incidents.map(({ subject }) => subject));
    return channels.every((channel) => subjects.has(`channel:${channel}`)) ? subjects : null;
  });
  expect([...told].sort()).toEqual(channels.map((channel) => `channel:${channel}`).sort());
  const { rows } = await bench.pool.query(
    "select reason from outbox_messages where kind = 'canary' and state = 'dead' order by address",
  );
  expect(rows.map(({ reason }) => reason)).toEqual([
    "the webhook no longer exists in Discord; make a new one (404)",
    expect.stringContaining("the routing key is not that of an Events API v2 integration"),
    expect.stringContaining("Slack does not know the webhook"),
  ]);
});
