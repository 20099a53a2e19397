import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DeliveryAnswer, HeldMessage } from "../../../lib/alerts/outbox/message.ts";
import { OutboxRows } from "../../../lib/alerts/outbox/outbox-rows.ts";
import { createRedact } from "../../../lib/cron/words/redact.ts";
import { DatabaseProxy } from "../../support/database-proxy.ts";
import { until } from "../../support/until.ts";
import { OutboxBench, scriptedSender } from "../support/outbox-bench.ts";

let bench: OutboxBench;
beforeAll(async () => {
  bench = await OutboxBench.open();
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

const delivered: DeliveryAnswer = { outcome: "delivered", status: 200, answer: "ok" };
const broken: DeliveryAnswer = { outcome: "retry", reason: "it answered 500", status: 500 };

describe("a message that is due", () => {
  it("is sent, and its try written down", async () => {
    const id = await bench.put("a");
    bench.courier(async () => ({ ...delivered, remoteId: "r-1" })).start();
    expect(await bench.allEnded()).toMatchObject([
      { id, state: "delivered", attempts: 1, remote_id: "r-1", reason: null, lease_expires_at: null },
    ]);
    const tries = await bench.tries();
    expect(tries).toMatchObject([{ message_id: id, attempt: 1, outcome: "delivered", status: 200, answer: "ok" }]);
  });

  it("is tried again until the other side takes it, under the same id", async () => {
    const id = await bench.put("a");
    const { sent, send } = scriptedSender((_, count) => (count < 4 ? broken : delivered));
    bench.courier(send).start();
    expect(await bench.allEnded()).toMatchObject([{ state: "delivered", attempts: 4 }]);
    expect(sent.map((message) => [message.id, message.attempt])).toEqual([1, 2, 3, 4].map((attempt) => [id, attempt]));
    expect(await bench.tries()).toMatchObject([
      ...[1, 2, 3].map((attempt) => ({ attempt, outcome: "retry", status: 500, error: "it answered 500" })),
      { attempt: 4, outcome: "delivered" },
    ]);
  });

  it("that the other side refuses for good is dead with its reason", async () => {
    await bench.put("a");
    bench.courier(async () => ({ outcome: "dead", reason: "revoked", status: 410, answer: "gone" })).start();
    expect(await bench.allEnded()).toMatchObject([{ state: "dead", reason: "revoked", attempts: 1 }]);
  });

  it("whose sender throws is tried again; one that nobody sends is dead", async () => {
    await bench.put("a");
    await bench.put("m", { kind: "mail", address: "smtp", payload: {} });
    const { sent, send } = scriptedSender((_, count) => {
      if (count === 1) throw new Error("connect ECONNREFUSED");
      return delivered;
    });
    bench.courier(send, { senders: { canary: send } }).start();
    const [first, second] = await bench.allEnded();
    expect(first).toMatchObject({ state: "delivered" });
    expect(second).toMatchObject({ state: "dead", reason: "this release sends no messages of the kind mail" });
    expect(sent).toHaveLength(2);
    expect(await bench.tries()).toEqual(
      expect.arrayContaining([expect.objectContaining({ outcome: "retry", error: "connect ECONNREFUSED" })]),
    );
  });

  it("keeps neither a secret of what it was answered nor more than 8 KiB of it", async () => {
    await bench.put("a");
    const answer = `token hunter2hunter2 ${"x".repeat(20_000)}`;
    const redact = createRedact(["hunter2hunter2"]);
    bench.courier(async () => ({ outcome: "dead", reason: "no: hunter2hunter2", answer }), { redact }).start();
    expect(await bench.allEnded()).toMatchObject([{ reason: "no: ••••••" }]);
    const [tried] = await bench.tries();
    expect(tried?.answer).toMatch(/^token •••••• x+…$/);
    expect(String(tried?.answer)).toHaveLength(8 * 1024);
    expect(tried?.error).toBe("no: ••••••");
  });
});

describe("an address", () => {
  it("gets one alert at a time, in their order, and other addresses do not wait for it", async () => {
    for (const key of ["a1", "a2", "a3"]) await bench.put(key);
    await bench.put("b1", { channelId: "two" });
    const open = new Map<string, number>();
    const seen: string[] = [];
    const send = async ({ dedupeKey, address }: HeldMessage): Promise<DeliveryAnswer> => {
      open.set(address, (open.get(address) ?? 0) + 1);
      seen.push(`${dedupeKey} ${open.get(address)}`);
      await until("both addresses", async () => (seen.length >= 2 ? true : null));
      open.set(address, (open.get(address) ?? 0) - 1);
      return delivered;
    };
    bench.courier(send).start();
    bench.courier(send).start();
    await bench.allEnded();
    expect(seen.filter((each) => each.startsWith("a"))).toEqual(["a1 1", "a2 1", "a3 1"]);
    expect(seen.slice(0, 2).sort()).toEqual(["a1 1", "b1 1"]);
  });

  it("that asks to be left alone gets nothing until then, and no attempt is counted for it", async () => {
    for (const key of ["a1", "a2", "a3"]) await bench.put(key);
    const at: number[] = [];
    const { send } = scriptedSender((_, count) => {
      at.push(performance.now());
      return count === 1 ? { outcome: "retry", reason: "429", limited: true, pauseMs: 700 } : delivered;
    });
    bench.courier(send).start();
    expect(await bench.allEnded()).toMatchObject([1, 2, 3].map(() => ({ state: "delivered", attempts: 1 })));
    const gaps = at.slice(1).map((each) => each - (at[0] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(700);
  });

  it("whose messages are no alerts gets several at once", async () => {
    for (const key of ["a", "b", "c"]) await bench.put(key, { kind: "monitoring", address: "m", payload: {} });
    let open = 0;
    const send = async (): Promise<DeliveryAnswer> => {
      open += 1;
      await until("all three", async () => (open === 3 ? true : null));
      return delivered;
    };
    bench.courier(send).start();
    await bench.allEnded();
  });
});

describe("a process that ends", () => {
  it("leaves what it was sending to another one when its lease is over, and changes nothing of it any more", async () => {
    const id = await bench.put("a");
    let answer: (given: DeliveryAnswer) => void = () => undefined;
    const hung = new Promise<DeliveryAnswer>((resolve) => {
      answer = resolve;
    });
    const first = bench.courier(() => hung, { times: { lookMs: 60_000, leaseMs: 100 } });
    first.start();
    await until("the first claim", async () => ((await bench.rows())[0]?.state === "sending" ? true : null));
    bench.courier(async () => delivered).start();
    expect(await bench.allEnded()).toMatchObject([{ id, state: "delivered", attempts: 2 }]);
    answer({ outcome: "dead", reason: "too late" });
    await first.stop(60_000);
    expect(await bench.rows()).toMatchObject([{ state: "delivered", reason: null }]);
  });

  it("waits for what it is sending, and hands back what takes longer", async () => {
    await bench.put("a");
    const { sent, send } = scriptedSender(() => delivered);
    const courier = bench.courier(async (message, signal) => {
      await send(message, signal);
      await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      return delivered;
    });
    courier.start();
    await until("the try", async () => (sent.length === 1 ? true : null));
    await courier.stop(10);
    const reason = "the process that sent it was stopped";
    expect(await bench.rows()).toMatchObject([{ state: "queued", attempts: 0, reason, lease_expires_at: null }]);
    expect(bench.failures).toEqual([]);
  });

  it("waits for no sender that looks at neither the stop nor the time", async () => {
    await bench.put("a");
    const courier = bench.courier(() => new Promise(() => undefined), { times: { tryMs: 50, lookMs: 20 } });
    courier.start();
    const tried = await until("the end of the try", async () => (await bench.tries())[0] ?? null);
    expect(tried).toMatchObject({ outcome: "retry", error: "no end within 0.05 s" });
    const next = bench.courier(() => new Promise(() => undefined), { times: { lookMs: 20 } });
    await bench.put("b");
    next.start();
    await until("a try of the second", async () => ((await bench.rows())[1]?.state === "sending" ? true : null));
    await next.stop(0);
  });

  it("writes a try down also when the database was away at that moment", async () => {
    await bench.put("a");
    const proxy = await DatabaseProxy.open(bench.url);
    const pool = new pg.Pool({ connectionString: proxy.url, max: 1 });
    pool.on("error", () => undefined);
    const trap = proxy.trap("outbox_finish", "statement");
    const { sent, send } = scriptedSender(() => delivered);
    const courier = bench.courier(send, { rows: new OutboxRows(pool) });
    courier.start();
    await trap.caught;
    proxy.cut();
    await bench.allEnded();
    expect(sent).toHaveLength(1);
    await courier.stop(1_000);
    await pool.end();
    await proxy.close();
  });
});
