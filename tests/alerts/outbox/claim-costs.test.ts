import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { OutboxBench } from "../support/outbox-bench.ts";

/** What a claim costs must not hang on what else stands in the table: pages that a statement touches are counted. */

const MANY = 10_000;
let bench: OutboxBench;
beforeAll(async () => {
  bench = await OutboxBench.open();
  await bench.pool.query(
    `insert into outbox_messages (id, dedupe_key, kind, address, payload, state, next_attempt_at, created_at, delivered_at)
     select gen_random_uuid(), 'm' || i, 'monitoring', case i % 3 when 0 then 'waits' when 1 then 'due' else 'done' end, '{}',
       case i % 3 when 2 then 'delivered' else 'queued' end, now() + case i % 3 when 0 then interval '1 h' else interval '0' end, now(),
       case i % 3 when 2 then now() end
     from generate_series(1, $1) i`,
    [3 * MANY],
  );
  await bench.pool.query("analyze outbox_messages");
});
afterAll(() => bench.close());

async function pagesOf(statement: string): Promise<number> {
  const client = await bench.pool.connect();
  await client.query("begin");
  const { rows } = await client.query(`explain (analyze, buffers, format json) ${statement}`);
  await client.query("rollback");
  client.release();
  const { Plan: plan } = rows[0]["QUERY PLAN"][0];
  return plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
}

describe("a claim beside 10,000 messages each that wait, are due and are done", () => {
  it("touches few pages, and takes no longer for what it does not take", async () => {
    await pagesOf("select * from outbox_claim_v1(10, 1000)"); // reads the catalogue
    const ten = await pagesOf("select * from outbox_claim_v1(10, 1000)");
    await bench.pool.query(
      "insert into outbox_addresses (address, paused_until) values ('due', now() + interval '1 h')",
    );
    const none = await pagesOf("select * from outbox_claim_v1(10, 1000)");
    expect({ ten: ten < 1_000, none: none < 200 }, `pages: ${ten} and ${none}`).toEqual({ ten: true, none: true });
  });
});
