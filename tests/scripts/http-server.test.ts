import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refuseLargeBody, refuseOddPath } from "../../scripts/support/http-server.ts";

const seen: IncomingHttpHeaders[] = [];
const server = createServer((incoming, outgoing) => {
  if (refuseOddPath(incoming, outgoing) || refuseLargeBody(incoming, outgoing)) return;
  seen.push(incoming.headers);
  incoming.resume().on("end", () => outgoing.end("passed"));
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => void server.close());

/** Sends the path as it is written: a URL would be tidied first. */
async function send(
  path: string,
  { method = "GET", headers = {}, bytes = 0 } = {},
): Promise<[number, string, IncomingHttpHeaders]> {
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, host: "127.0.0.1", path, method, headers });
  sent.on("error", () => undefined); // a refused body is cut off
  if (bytes > 0) sent.write("x".repeat(bytes));
  sent.end();
  const [response] = await once(sent, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  return [response.statusCode, text, response.headers];
}

describe("faults C7 and C11: odd paths", () => {
  it.each(["/api/cron/%ff", "/%", "//api/cron/tick", "/api//cron/tick", "/dashboard/%c3%28", "/a\\b"])(
    "%s leads nowhere, in our shape and without a redirect",
    async (path) => {
      const [status, text] = await send(path);
      expect([status, JSON.parse(text)]).toEqual([404, expect.objectContaining({ success: false, code: "not_found" })]);
    },
  );

  it("a call of the API is no navigation of Next's, whatever it says", async () => {
    expect((await send("/api/cron/tick?a=%ff", { headers: { rsc: "1", accept: "x" } }))[1]).toBe("passed");
    expect(seen.at(-1)).toMatchObject({ accept: "x" });
    expect(seen.at(-1)).not.toHaveProperty("rsc");
  });
});

describe("fault C1: bodies", () => {
  const huge = { "content-length": String(300 * 1024 * 1024) };

  it.each(["/sign-in", "/api/auth/sign-in/email", "/api/cron/tick"])(
    "larger than any of ours are refused before they are read: %s",
    async (path) => {
      const [status, text, headers] = await send(path, { method: "POST", headers: huge, bytes: 1024 });
      expect([status, JSON.parse(text)]).toEqual([413, expect.objectContaining({ success: false, code: "too_large" })]);
      expect(headers.connection).toBe("close");
    },
  );

  it("a form that hides its length is refused, and what a route leaves of such a body is not read", async () => {
    expect((await send("/sign-in", { method: "POST", bytes: 1024 }))[0]).toBe(411);
    const [status, text, headers] = await send("/api/cron/tick", { method: "POST", bytes: 1024 });
    expect([status, text, headers.connection]).toEqual([200, "passed", "close"]);
  });

  it("those of our size pass, on a connection that stays", async () => {
    const small = { "content-length": "1024", connection: "keep-alive" };
    const [status, text, headers] = await send("/sign-in", { method: "POST", headers: small, bytes: 1024 });
    expect([status, text, headers.connection]).toEqual([200, "passed", "keep-alive"]);
  });
});
