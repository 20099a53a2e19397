import { newWebhookSecret } from "../../../lib/alerts/channels/webhook.ts";
import { ChannelBench } from "./channel-bench.ts";
import { type Peer, type PeerAnswer, startReceiver } from "./peers.ts";

/** Numbers that look random and are the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    const mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    const more = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((more ^ (more >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Of three calls one fails: by a limit, before the message was taken, or after it. Answers how many failed. */
function failAtRandom(receiver: Peer & { received: Map<string, unknown> }): () => number {
  const random = seeded(9);
  let failed = 0;
  receiver.script((call): PeerAnswer | null => {
    const drawn = random();
    if (drawn > 0.35) return null;
    failed += 1;
    if (drawn < 0.15) return { status: 429, headers: { "retry-after": "0.005" } };
    // It has the message and says that it has not: it tells the repetition by the id.
    if (drawn > 0.3) receiver.received.set(call.headers["webhook-id"] ?? "", JSON.parse(call.text));
    return { status: drawn > 0.3 ? 502 : 500 };
  });
  return () => failed;
}

/** Sends alerts by two processes through a channel that fails at random, until none is left. */
export async function sendThroughStorm(alerts: number) {
  const bench = await ChannelBench.open();
  const secret = newWebhookSecret();
  const receiver = await startReceiver(secret);
  const failed = failAtRandom(receiver);
  const channel = await bench.channel("webhook", { url: receiver.origin, secret });
  for (let at = 0; at < alerts; at += 1) await bench.tell(channel, { tells: "test", by: `number ${at}` });
  bench.start();
  bench.start();
  const rows = await bench.ended();
  const seen = {
    states: new Set(rows.map(({ state }) => state)),
    ids: rows.map(({ id }) => String(id)).sort(),
    received: [...receiver.received.keys()].sort(),
    told: new Set([...receiver.received.values()].map(({ data }) => data.by)).size,
    calls: receiver.calls.length,
    failed: failed(),
    tries: await bench.outbox.tries(),
    failures: bench.outbox.failures,
  };
  await bench.close();
  await receiver.close();
  return seen;
}
