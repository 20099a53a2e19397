import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { Door } from "../../lib/platform/door.ts";
import { serveRoutes } from "../support/http-server.ts";
import { until } from "../support/until.ts";

const PATH = "/api/cron/a-job";
let server: Server | null = null;
afterEach(async () => {
  server?.closeAllConnections();
  await new Promise((done) => (server ? server.close(done) : done(null)));
  server = null;
});

async function serve(listener: RequestListener): Promise<string> {
  const made = createServer(listener);
  server = made;
  await new Promise<void>((done) => made.listen(0, "127.0.0.1", done));
  return `http://127.0.0.1:${(made.address() as AddressInfo).port}`;
}

const doorTo = (appUrl: string, monotonicMs = () => 0) => new Door({ appUrl, monotonicMs });

test.each([
  ["redirects", 308, { location: "https://www.example.com/" }],
  ["redirects", 307, { location: "/sign-in" }],
  ["has_no_route", 404, {}],
  ["refuses_get", 405, {}],
  ["refuses_get", 405, { allow: "POST" }],
  ["refuses_get", 204, { allow: "OPTIONS, POST" }],
  ["asks_for_sign_in", 401, {}],
  ["unreachable", 502, {}],
  ["open", 204, { allow: "GET, HEAD, OPTIONS, POST" }],
  ["open", 200, {}],
])("a door that %s is seen by %i %o", async (expected, status, headers) => {
  const url = await serve((_request, response) => void response.writeHead(status, headers).end());
  expect(await doorTo(url).ask(PATH)).toBe(expected);
});

test("the application's own routes are open, and nothing runs by asking", async () => {
  const app = await serveRoutes();
  expect(await doorTo(app.url).ask(PATH)).toBe("open");
  expect(await doorTo(app.url).ask("/api/cron/none/such/route/at-all")).toBe("open");
  expect(await doorTo(app.url).ask("/api/none")).toBe("has_no_route");
  await app.close();
});

test("nobody there is unreachable, and the secret is given to nobody", async () => {
  expect(await doorTo("http://127.0.0.1:1").ask(PATH)).toBe("unreachable");
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    seen.push([request.method, request.url, request.headers.authorization]);
    response.end();
  });
  await doorTo(url).ask(PATH);
  expect(seen).toEqual([["OPTIONS", PATH, undefined]]);
});

test("a look never waits: it asks in passing, once a minute, and tells what was last met", async () => {
  let asked = 0;
  let nowMs = 0;
  const url = await serve((_request, response) => {
    asked += 1;
    response.writeHead(asked === 1 ? 308 : 200).end();
  });
  const door = doorTo(url, () => nowMs);
  expect([door.look(PATH), door.look(PATH)]).toEqual([null, null]);
  expect(await until("the answer is known", async () => door.look(PATH))).toBe("redirects");
  nowMs = 59_999;
  expect([door.look(PATH), asked]).toEqual(["redirects", 1]);
  nowMs = 60_000;
  expect(door.look(PATH)).toBe("redirects");
  await until("the door was asked again", async () => (door.look(PATH) === "open" ? true : null));
  expect(asked).toBe(2);
});
