import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sealChannelSecrets } from "../../lib/alerts/channels/channel-secrets.ts";
import { putMessage } from "../../lib/alerts/outbox/put-message.ts";
import { MASK } from "../../lib/cron/words/redact.ts";
import { parseEnv } from "../../lib/env.ts";
import { createRuntime, type Runtime, startRuntime } from "../../lib/runtime.ts";
import { OutboxBench } from "../alerts/support/outbox-bench.ts";
import { type Peer, startPeer } from "../alerts/support/peers.ts";
import { spellingsOf } from "../support/leaky-job.ts";

/** What must be in no row, line or reason: in the environment, and in channels that people made. */
const PLANTED = {
  slack: "planted-slack-token-Aa1",
  discord: "planted-discord-token-Bb2",
  routingKey: "planted-routing-key-Cc3",
  hook: "planted-hook-token-Dd4",
  query: "planted-query-token-Ee5",
  signing: Buffer.from("planted-signing-secret-of-32-byt").toString("base64"),
  sealing: Buffer.from("planted-sealing-key-of-32-bytes!").toString("base64"),
};

let bench: OutboxBench;
let peer: Peer;
let runtime: Runtime;
const lines: string[] = [];

beforeAll(async () => {
  bench = await OutboxBench.open();
  // It tells everything that it was told, in its body and as the place where it moved to.
  peer = await startPeer((call) => {
    const status = [200, 400, 429, 500, 302][peer.calls.length % 5] ?? 500;
    const all = `${call.url.href} ${JSON.stringify(call.headers)} ${call.text}`;
    return { status, headers: { "retry-after": "0.01", location: call.url.href }, body: all };
  });
  const env = parseEnv({
    DATABASE_URL: bench.url,
    BELFRY_HOME: tmpdir(),
    BETTER_AUTH_SECRET: "test-secret-that-signs-the-sessions",
    TOKEN_KEYS: `k1:${PLANTED.sealing}`,
    SLACK_WEBHOOK_URL: `${peer.origin}/services/T0/B0/${PLANTED.slack}`,
    DISCORD_WEBHOOK_URL: `${peer.origin}/api/webhooks/1/${PLANTED.discord}`,
    PAGERDUTY_ROUTING_KEY: PLANTED.routingKey,
    PAGERDUTY_URL: `${peer.origin}/v2/enqueue`,
    ALLOWED_PRIVATE_HOSTS: "127.0.0.1",
    SCHEDULER: "none",
  });
  // Without the logger's own redactor: what reaches it is clean.
  const logger = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  runtime = createRuntime(env, { logger });
  startRuntime(runtime);
  await runtime.outbox.environmentFollowed();
});
afterAll(async () => {
  await runtime.drain(2_000);
  await peer.close();
  await bench.close();
});

async function personsChannel(): Promise<string> {
  const id = randomUUID();
  const url = `${peer.origin}/hooks/${PLANTED.hook}?key=${PLANTED.query}`;
  const given = { url, secret: `whsec_${PLANTED.signing}` };
  const sealed = sealChannelSecrets(runtime.outbox.seal, { id, kind: "webhook", given });
  await bench.pool.query(
    "insert into alert_channels (id, name, kind, origin, settings, sealed) values ($1, 'hook', 'webhook', 'person', '{}', $2)",
    [id, sealed],
  );
  return id;
}

/** Everything that any table keeps, as text. */
async function allRows(): Promise<string> {
  const { rows: tables } = await bench.pool.query(
    "select table_name as name from information_schema.tables where table_schema = 'public' and table_type = 'BASE TABLE'",
  );
  const texts = tables.map(async ({ name }) => {
    const { rows } = await bench.pool.query(`select to_jsonb(t)::text as text from "${name}" t`);
    return rows.map(({ text }) => `${name}: ${text}`).join("\n");
  });
  return (await Promise.all(texts)).join("\n");
}

test("a planted secret is in no delivery, reason or log line, whatever the other side answers and however it fails", async () => {
  const channels = ["env-slack", "env-discord", "env-pagerduty", await personsChannel()];
  const messages: string[] = [];
  for (const [at, channelId] of [...channels, ...channels, ...channels].entries()) {
    const payload = { tells: "test", by: "admin@example.com" } as const;
    messages.push((await putMessage(bench.pool, { kind: "test", channelId, payload, dedupeKey: `t${at}` })).id);
  }
  for (const id of messages) expect(await runtime.outbox.firstTry(id)).not.toBeNull();
  // Nobody listens, and then a private address.
  await peer.close();
  const away = await putMessage(bench.pool, {
    kind: "canary",
    channelId: "env-slack",
    payload: { tells: "canary" },
    dedupeKey: "x",
  });
  expect(await runtime.outbox.firstTry(away.id)).toMatchObject({
    outcome: "retry",
    reason: expect.stringContaining("ECONNREFUSED"),
  });

  const kept = await allRows();
  const told = `${kept}\n${lines.join("\n")}`;
  expect(kept).toContain(MASK);
  expect((await bench.tries()).length).toBeGreaterThanOrEqual(messages.length);
  for (const secret of Object.values(PLANTED)) {
    for (const spelling of spellingsOf(secret)) expect(told).not.toContain(spelling);
  }
});
