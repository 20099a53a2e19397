import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { ensureBuiltOnce } from "../support/built-application.ts";
import { FaultBench } from "../support/fault-bench.ts";
import { SERVER_SECRET, type ServerProcess, startServer } from "../support/server-process.ts";

vi.setConfig({ testTimeout: 120_000 });

const SHORT_SECRET = "fifteen-letters";
const PATHS = ["/api/cron/convert-images", "/api/cron/execute/convert-images", "/api/cron/tick", "/api/cron/jobs"];

let bench: FaultBench;
let server: ServerProcess;
let closed: ServerProcess;

beforeAll(async () => {
  await ensureBuiltOnce();
  bench = await FaultBench.open();
  [server, closed] = await Promise.all([
    startServer({ DATABASE_URL: bench.databaseUrl }),
    startServer({ DATABASE_URL: bench.databaseUrl, CRON_SECRET: SHORT_SECRET }),
  ]);
  await Promise.all([server.printed(/Belfry answers on/), closed.printed(/Belfry answers on/)]);
}, 300_000);

afterAll(async () => {
  await Promise.all([server.dispose(), closed.dispose()]);
  await bench.close();
});

/** Not fetch, which would tidy the headers up. */
function call(url: string, options: { method: string; headers: Record<string, string> }): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (answer) => {
      answer.resume();
      answer.on("end", () => resolve(answer.statusCode));
    });
    sent.on("error", reject);
    sent.end();
  });
}

const base64 = Buffer.from(`cron:${SERVER_SECRET}`).toString("base64");

describe.each([
  ["no secret", {}],
  ["an empty one", { authorization: "Bearer " }],
  ["Bearer undefined", { authorization: "Bearer undefined" }],
  ["Bearer null", { authorization: "Bearer null" }],
  ["a prefix", { authorization: `Bearer ${SERVER_SECRET.slice(0, -1)}` }],
  ["a suffix", { authorization: `Bearer ${SERVER_SECRET}x` }],
  ["another case", { authorization: `Bearer ${SERVER_SECRET.toUpperCase()}` }],
  ["two spaces", { authorization: `Bearer  ${SERVER_SECRET}` }],
  ["no scheme", { authorization: SERVER_SECRET }],
  ["the scheme Token", { authorization: `Token ${SERVER_SECRET}` }],
  ["the scheme Basic", { authorization: `Basic ${base64}` }],
  ["a cookie", { cookie: `CRON_SECRET=${SERVER_SECRET}; authorization=Bearer ${SERVER_SECRET}` }],
  ["another header", { "x-cron-secret": SERVER_SECRET, "x-vercel-cron-schedule": "0 2 * * *" }],
])("a call with %s", (_, headers) => {
  test.each(PATHS)("is refused at %s", async (path) => {
    for (const method of ["GET", "POST"]) {
      const all = { ...headers, "user-agent": "vercel-cron/1.0" };
      const answers = await call(server.url + path, { method, headers: all });
      // POST /api/cron/jobs is no route; after 100 refusals within a minute an address is told to wait.
      expect([401, 429, ...(path.endsWith("jobs") ? [405] : [])]).toContain(answers);
    }
  });
});

test.each(["secret", "token", "CRON_SECRET", "authorization", "key"])("a call with ?%s= is refused", async (name) => {
  const url = `${server.url}${PATHS[0]}?${name}=${encodeURIComponent(SERVER_SECRET)}`;
  expect([401, 429]).toContain(await call(url, { method: "GET", headers: {} }));
});

test.each(PATHS)("HEAD %s is refused with the right secret, too", async (path) => {
  const headers = { authorization: `Bearer ${SERVER_SECRET}`, "user-agent": "vercel-cron/1.0" };
  expect(await call(server.url + path, { method: "HEAD", headers })).toBe(405);
});

test.each(["PUT", "PATCH", "DELETE"])("%s is refused with the right secret, too", async (method) => {
  const headers = { authorization: `Bearer ${SERVER_SECRET}` };
  expect(await call(`${server.url}${PATHS[0]}`, { method, headers })).toBe(405);
});

test.each(PATHS)("a server with a short secret is closed at %s, for its own secret too", async (path) => {
  const headers = { authorization: `Bearer ${SHORT_SECRET}` };
  expect(await call(closed.url + path, { method: "GET", headers })).toBe(503);
});

test("nothing of all this left a run, and the right secret still opens the door", async () => {
  expect(await bench.rows()).toEqual([]);
  const headers = { authorization: `Bearer ${SERVER_SECRET}` };
  expect(await call(`${server.url}/api/cron/jobs`, { method: "GET", headers })).toBe(200);
});
