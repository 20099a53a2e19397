import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { refuseLargeForm, refuseOddPath } from "../../scripts/support/http-server.ts";

const seen: IncomingHttpHeaders[] = [];
const server = createServer((incoming, outgoing) => {
  if (refuseOddPath(incoming, outgoing) || refuseLargeForm(incoming, outgoing)) return;
  seen.push(incoming.headers);
  incoming.resume().on("end", () => outgoing.end("passed"));
});

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(() => void server.close());

/** Sends the path as it is written: a URL would be tidied first. */
async function send(path: string, { method = "GET", headers = {}, bytes = 0 } = {}): Promise<[number, string]> {
  const { port } = server.address() as AddressInfo;
  const sent = request({ port, host: "127.0.0.1", path, method, headers });
  sent.on("error", () => undefined); // a refused body is cut off
  if (bytes > 0) sent.write("x".repeat(bytes));
  sent.end();
  const [response] = await once(sent, "response");
  let text = "";
  for await (const chunk of response) text += chunk;
  return [response.statusCode, text];
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
    expect(await send("/api/cron/tick?a=%ff", { headers: { rsc: "1", accept: "x" } })).toEqual([200, "passed"]);
    expect(seen.at(-1)).toMatchObject({ accept: "x" });
    expect(seen.at(-1)).not.toHaveProperty("rsc");
  });
});

describe("fault C1: forms", () => {
  it("larger than any of ours are refused before they are read, and so are those that hide their length", async () => {
    const length = { "content-length": String(300 * 1024 * 1024) };
    expect((await send("/sign-in", { method: "POST", headers: length, bytes: 1024 }))[0]).toBe(413);
    expect((await send("/sign-in", { method: "POST", bytes: 1024 }))[0]).toBe(411);
    const small = { "content-length": "1024" };
    expect(await send("/sign-in", { method: "POST", headers: small, bytes: 1024 })).toEqual([200, "passed"]);
    expect(await send("/api/cron/tick", { method: "POST", bytes: 1024 })).toEqual([200, "passed"]);
  });
});
