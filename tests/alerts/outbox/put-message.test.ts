import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type NewMessage, putMessage, retryMessage, sqlWithin } from "../../../lib/alerts/outbox/put-message.ts";
import { type DomainDb, openDomainDb } from "../../support/domain-db.ts";

const canary: NewMessage = { dedupeKey: "a", kind: "canary", channelId: "one", payload: { tells: "canary" } };

let opened: DomainDb;
let pool: pg.Pool;
beforeAll(async () => {
  opened = await openDomainDb();
  pool = new pg.Pool({ connectionString: opened.url, max: 2 });
});
afterAll(async () => {
  await pool.end();
  await opened.close();
});
beforeEach(async () => {
  await pool.query("delete from outbox_messages");
});

const messages = async () => (await pool.query("select * from outbox_messages order by id")).rows;

describe("a message that is put into the outbox", () => {
  it("is written with the act that causes it, or not at all", async () => {
    const client = await pool.connect();
    await client.query("begin");
    await putMessage(client, canary);
    await client.query("rollback");
    client.release();
    expect(await messages()).toEqual([]);
    const undone = opened.db.$transaction(async (tx) => {
      await putMessage(sqlWithin(tx), canary);
      throw new Error("the act failed");
    });
    await expect(undone).rejects.toThrow("the act failed");
    expect(await messages()).toEqual([]);
  });

  it("is one message, however often the same act puts it, and each of them gets its id", async () => {
    const put = await Promise.all([
      putMessage(pool, canary),
      opened.db.$transaction((tx) => putMessage(sqlWithin(tx), canary)),
    ]);
    expect(put.map(({ added }) => added).sort()).toEqual([false, true]);
    expect(await messages()).toMatchObject([
      { id: put[0].id, kind: "canary", channel_id: "one", address: "channel:one", payload: { tells: "canary" } },
    ]);
    expect(put[0].id).toBe(put[1].id);
  });

  it("may go to an address that is no channel, and belong to a run", async () => {
    const runId = "01a1fe26-8552-73f2-a700-12c7aa3c0eeb";
    const message: NewMessage = { dedupeKey: "b", kind: "monitoring", address: "monitoring", payload: { n: 1 }, runId };
    await putMessage(sqlWithin(opened.db), message);
    const [row] = await messages();
    expect(row).toMatchObject({ state: "queued", channel_id: null, address: "monitoring", run_id: runId, attempts: 0 });
    expect(row.next_attempt_at).toEqual(row.created_at);
    expect(Math.round((row.give_up_at - row.created_at) / 3_600_000)).toBe(24);
  });

  it("undoes no act by what it holds, and none by the length of its key", async () => {
    const detail = "NUL \0 and half a character \ud83d";
    const long = (end: string) => `notices:${"0199a000-0000-7000-8000-000000000001,".repeat(30)}${end}`;
    const put = (end: string) =>
      putMessage(pool, { kind: "mail", address: long(end), dedupeKey: long(end), payload: { detail, end } });
    const [first, again, other] = [await put("a"), await put("a"), await put("b")];
    expect(again).toEqual({ id: first.id, added: false });
    expect(other.added).toBe(true);
    const [row] = await messages();
    expect(row.payload).toEqual({ detail: "NUL \ufffd and half a character \ufffd", end: "a" });
    expect([row.dedupe_key.length, row.address.length]).toEqual([200, 200]);
  });

  it("is tried for another day when a person says so, if it is dead and only then", async () => {
    const { id } = await putMessage(pool, canary);
    expect(await retryMessage(pool, id)).toBe(false);
    await pool.query("update outbox_messages set state = 'dead', dead_at = now(), give_up_at = now() - interval '1 h'");
    expect(await retryMessage(sqlWithin(opened.db), id)).toBe(true);
    const [row] = await messages();
    expect(row).toMatchObject({ state: "queued", dead_at: null });
    expect(row.give_up_at.getTime()).toBeGreaterThan(row.next_attempt_at.getTime());
  });
});
