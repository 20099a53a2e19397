import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { DeliveryAnswer } from "../../../lib/alerts/outbox/message.ts";
import { OutboxRows } from "../../../lib/alerts/outbox/outbox-rows.ts";
import { retryMessage } from "../../../lib/alerts/outbox/put-message.ts";
import { OutboxBench, scriptedSender } from "../support/outbox-bench.ts";

let bench: OutboxBench;
let rows: OutboxRows;
beforeAll(async () => {
  bench = await OutboxBench.open();
  rows = new OutboxRows(bench.pool);
});
afterEach(() => bench.clear());
afterAll(() => bench.close());

const delivered: DeliveryAnswer = { outcome: "delivered" };

async function channel(id: string, columns: Record<string, unknown> = {}): Promise<void> {
  const given = { id, name: id, kind: "webhook", origin: "person", settings: {}, ...columns };
  const names = Object.keys(given);
  const values = names.map((_, at) => `$${at + 1}`);
  await bench.pool.query(`insert into alert_channels (${names}) values (${values})`, Object.values(given));
}

async function notice(message: string, incident: string, kind: string): Promise<void> {
  await bench.pool.query(
    `insert into incidents (id, rule, subject, severity, state, facts, opened_at, last_signal_at)
     values ($1, 'failed', $2, 'critical', 'open', '{}', now(), now()) on conflict do nothing`,
    [incident, `job:${incident}`],
  );
  await bench.pool.query(
    `insert into alert_notices (id, incident_id, channel_id, kind, sequence, created_at, due_at, message_id)
     values ($1, $2, 'one', $3, 1, now(), now(), $4)`,
    [randomUUID(), incident, kind, message],
  );
}

describe("two messages about one incident", () => {
  it("arrive in their order, also when the first one is put off", async () => {
    await channel("one");
    const [incident, other] = [randomUUID(), randomUUID()];
    const opened = await bench.put("opened");
    const resolved = await bench.put("resolved");
    const unrelated = await bench.put("unrelated");
    await notice(opened, incident, "opened");
    await notice(resolved, incident, "resolved");
    await notice(unrelated, other, "opened");
    const { sent, send } = scriptedSender((_, count) =>
      count === 1 ? { outcome: "retry", reason: "500", limited: true, pauseMs: 0 } : delivered,
    );
    await bench.pool.query("update outbox_messages set next_attempt_at = now() + interval '300 ms' where id = $1", [
      opened,
    ]);
    bench.courier(send).start();
    await bench.allEnded();
    expect(sent.map(({ dedupeKey }) => dedupeKey).filter((key) => key !== "unrelated")).toEqual(["opened", "resolved"]);
    expect(sent[0]?.dedupeKey).toBe("unrelated");
  });
});

describe("a dead message that a person wants to be retried", () => {
  it("stays dead when its channel was told more of the same incident: what it tells is over", async () => {
    await channel("one");
    const incident = randomUUID();
    const opened = await bench.put("opened");
    await notice(opened, incident, "opened");
    bench.courier(async ({ id }) => (id === opened ? { outcome: "dead", reason: "revoked" } : delivered)).start();
    await bench.allEnded();
    const resolved = await bench.put("resolved");
    await notice(resolved, incident, "resolved");
    await bench.allEnded();
    expect(await retryMessage(bench.pool, opened)).toBe(false);
    await bench.pool.query("update outbox_messages set created_at = created_at - interval '1 h' where id = $1", [
      resolved,
    ]);
    expect(await retryMessage(bench.pool, opened)).toBe(true);
  });
});

describe("a channel's row", () => {
  const state = async () => (await bench.pool.query("select * from alert_channels where id = 'one'")).rows[0];

  it("says since when it fails, and that it works again", async () => {
    await channel("one");
    await bench.put("a");
    const { send } = scriptedSender((_, count) => (count === 1 ? { outcome: "dead", reason: "revoked" } : delivered));
    const courier = bench.courier(send);
    courier.start();
    await bench.allEnded();
    const failing = await state();
    expect(failing).toMatchObject({ failure: "revoked", last_delivery_at: null });
    expect(failing.failing_since).not.toBeNull();
    await bench.put("b");
    courier.wake();
    await bench.allEnded();
    expect(await state()).toMatchObject({ failing_since: null, failure: null });
    expect((await state()).last_delivery_at).not.toBeNull();
  });

  it("asks for a canary once a day while it has one and is enabled", async () => {
    await channel("one", { canary: true });
    await channel("off", { canary: true, enabled: false });
    await channel("none");
    expect(await rows.putCanaries()).toBe(1);
    expect(await rows.putCanaries()).toBe(0);
    expect(await bench.rows()).toMatchObject([
      { kind: "canary", channel_id: "one", address: "channel:one", payload: { tells: "canary" }, state: "queued" },
    ]);
    await bench.pool.query("update alert_channels set last_canary_at = now() - interval '25 hours'");
    expect(await rows.putCanaries()).toBe(1);
  });
});

describe("what is old", () => {
  it("is deleted 30 days after its delivery and 90 after its death, and never while it waits", async () => {
    const aged = async (key: string, days: number, state: "delivered" | "dead" | "queued") => {
      const id = await bench.put(key);
      const ended = { delivered: "delivered_at", dead: "dead_at", queued: "next_attempt_at" }[state];
      const at = `now() - interval '${days} days'`;
      await bench.pool.query(
        `update outbox_messages set state = $2, created_at = ${at}, ${ended} = ${at} where id = $1`,
        [id, state],
      );
    };
    await aged("delivered-31", 31, "delivered");
    await aged("delivered-29", 29, "delivered");
    await aged("dead-91", 91, "dead");
    await aged("dead-31", 31, "dead");
    await aged("queued-400", 400, "queued");
    expect(await rows.deleteOld(10)).toBe(2);
    const left = (await bench.rows()).map(({ dedupe_key }) => dedupe_key).sort();
    expect(left).toEqual(["dead-31", "delivered-29", "queued-400"]);
  });

  it("takes addresses with it that nothing waits for", async () => {
    await bench.put("a");
    await bench.pool.query("insert into outbox_addresses (address) values ('gone'), ('channel:one')");
    await rows.deleteOld(10);
    const { rows: left } = await bench.pool.query("select address from outbox_addresses");
    expect(left).toEqual([{ address: "channel:one" }]);
  });
});
