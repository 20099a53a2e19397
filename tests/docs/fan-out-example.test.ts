import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestStores, type TestStores } from "../stores/support/postgres-stores.ts";
import { tally } from "../stores/support/requests.ts";
import { request } from "../support/memory-engine.ts";
import { postgresEngine } from "../support/postgres-engine.ts";
import { until } from "../support/until.ts";
import { announcePrices } from "./fan-out-example.ts";

interface Call {
  url: string;
  key: string | undefined;
  atMs: number;
  answered: number;
}

let stores: TestStores;
/** A shop that knows every article but one, and one that is busy at its first call. */
let calm: Shop;
let busy: Shop;
beforeAll(async () => {
  stores = await openTestStores();
  calm = await openShop(({ url }) => (url.endsWith("/unknown") ? 404 : 204));
  busy = await openShop((_call, before) => (before.length === 0 ? 429 : 204));
});
afterAll(async () => {
  await Promise.all([calm, busy].map(({ server }) => new Promise((resolve) => server.close(resolve))));
  await stores.close();
});

interface Shop {
  url: string;
  server: Server;
  calls: Call[];
}

async function openShop(answer: (call: { url: string }, before: Call[]) => number): Promise<Shop> {
  const calls: Call[] = [];
  const server = createServer((asked, response) => {
    const url = asked.url ?? "";
    const answered = answer({ url }, calls);
    calls.push({ url, key: asked.headers["idempotency-key"]?.toString(), atMs: performance.now(), answered });
    response.writeHead(answered, answered === 429 ? { "retry-after": "1" } : {}).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, calls };
}

it("the documented job tells every shop every price, and waits for the shop that asks for it", async () => {
  const { engine } = postgresEngine(stores, [announcePrices]);
  engine.start();
  const params = { shops: [calm.url, busy.url], prices: { apple: 120, pear: 150, plum: 90, unknown: 1 } };
  const answer = await engine.run(request({ job: "announce-prices", params }));
  expect(answer).toMatchObject({ run: { status: "completed", message: "8 prices are on their way" } });

  const rows = await until("all prices are dealt with", async () => {
    const all = await stores.rows<{ status: string }>("select status from cron_run_tasks");
    return all.some(({ status }) => ["queued", "retrying", "started"].includes(status)) ? null : all;
  });
  await engine.drain(1_000);
  expect(tally(rows.map(({ status }) => status))).toEqual({ completed: 7, failed: 1 });
  expect(calm.calls).toHaveLength(4);
  const [first, ...later] = busy.calls.filter(({ answered }) => answered === 429);
  expect(later).toEqual([]);
  // A call that was under way beside the refused one may still end; all others wait as long as the shop said.
  const waited = busy.calls.filter(({ atMs }) => atMs > (first?.atMs ?? 0) + 500);
  expect(waited.length).toBeGreaterThanOrEqual(3);
  for (const { atMs } of waited) expect(atMs - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(950);
  expect(waited.map(({ key }) => key)).toContain(first?.key);
});
