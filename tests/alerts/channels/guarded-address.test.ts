import { get, globalAgent } from "node:http";
import type { LookupFunction } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createAddressGuard, isPublicAddress } from "../../../lib/alerts/channels/guarded-address.ts";
import { createPostOut } from "../../../lib/alerts/channels/post-out.ts";
import { closedPort, listenInSilence } from "../../support/listening.ts";
import { type Peer, startPeer } from "../support/peers.ts";

describe("an address", () => {
  it.each(["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])(
    "%s is public",
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ...[
      "0.0.0.0",
      "10.1.2.3",
      "100.64.0.1",
      "127.0.0.1",
      "127.8.8.8",
      "169.254.169.254",
      "172.16.0.1",
      "172.31.255.255",
    ],
    ...["192.168.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fd00::1", "fec0::1"],
    ...[
      "::ffff:127.0.0.1",
      "::ffff:7f00:1",
      "::ffff:a9fe:a9fe",
      "64:ff9b::7f00:1",
      "2002:7f00:1::",
      "2001::1",
      "ff02::1",
    ],
    "2001:db8::1",
  ])("%s is private", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

describe("where messages may go", () => {
  const guard = createAddressGuard(["chat.internal", "10.1.0.0/16", "fd00::/8"]);

  it.each([
    "https://hooks.slack.com/services/T/B/x",
    "http://chat.internal/hook",
    "https://10.1.2.3/hook",
    "http://[fd00::5]:8080/hook",
  ])("%s: there", (url) => {
    expect(guard.problemOf(url)).toBeNull();
  });

  it.each([
    ["https://127.0.0.1/hook", "127.0.0.1 is a private address"],
    ["https://2130706433/hook", "127.0.0.1 is a private address"],
    ["https://0x7f.1/hook", "127.0.0.1 is a private address"],
    ["https://[::1]/hook", "::1 is a private address"],
    ["https://[::ffff:169.254.169.254]/latest", "is a private address"],
    ["https://10.2.0.1/hook", "10.2.0.1 is a private address"],
    ["http://hooks.slack.com/services", "plain http shows its secret"],
    ["https://user:hunter2@example.com/", "an address with a password in it"],
    ["ftp://example.com/", "expected an address that begins with https://"],
    ["hunter2", "it is no address"],
  ])("%s: not there, and the fix is said", (url, problem) => {
    expect(guard.problemOf(url)).toContain(problem);
    expect(guard.problemOf(url)).not.toContain("hunter2");
  });

  const lookUp = (name: string, by: LookupFunction) =>
    new Promise((resolve) => by(name, { all: true }, (error, found) => resolve(error ?? found)));

  it("is looked at when the connection is made: a name that leads home leads nowhere", async () => {
    expect(await lookUp("localhost", guard.lookup)).toMatchObject({
      name: "RefusedAddressError",
      message: expect.stringMatching(
        /^localhost leads to the private address (127\.0\.0\.1|::1), .*ALLOWED_PRIVATE_HOSTS/,
      ),
    });
    const both = createAddressGuard(["127.0.0.1", "::1"]);
    expect(await lookUp("localhost", both.lookup)).toEqual(
      expect.arrayContaining([expect.objectContaining({ family: expect.any(Number) })]),
    );
    expect(await lookUp("localhost", createAddressGuard(["localhost"]).lookup)).toBeInstanceOf(Array);
  });
});

describe("an address that somebody enters", () => {
  const guard = createAddressGuard(["127.0.0.1", "::1"]);

  it.each([
    ["http://127.0.0.1:9/hook", null],
    ["https://localhost/hook", null],
    ["https://10.0.0.1/hook", expect.stringContaining("10.0.0.1 is a private address")],
    ["https://no-such-name.invalid/hook", "no-such-name.invalid is not known to DNS; check the address"],
    ["nowhere", expect.stringContaining("it is no address")],
  ])("%s: %s", async (url, said) => {
    expect(await guard.check(url)).toEqual(said);
  });

  it("is refused by what its name leads to", async () => {
    expect(await createAddressGuard([]).check("https://localhost/")).toContain(
      "localhost leads to the private address",
    );
  });
});

describe("a call that leaves", () => {
  let peer: Peer;
  beforeAll(async () => {
    peer = await startPeer(() => ({ status: 200, headers: { "x-said": "yes" }, body: "ok" }));
  });
  afterAll(() => peer.close());

  const never = new AbortController().signal;
  const post = createPostOut({ guard: createAddressGuard(["127.0.0.1"]) });
  const atPort = (port: number | string) => ({ url: `http://127.0.0.1:${port}/hunter2hunter2`, body: "{}" });

  it("gets the answer, and follows it nowhere", async () => {
    expect(await post({ url: peer.origin, body: '{"a":"가"}' }, never)).toMatchObject({
      status: 200,
      text: "ok",
      headers: { "x-said": "yes" },
    });
    expect(peer.calls[0]).toMatchObject({
      method: "POST",
      text: '{"a":"가"}',
      headers: { "content-type": "application/json" },
    });
    peer.script(() => ({ status: 307, headers: { location: `${peer.origin}/elsewhere` } }));
    const before = peer.calls.length;
    expect(await post({ url: peer.origin, body: "{}" }, never)).toMatchObject({ status: 307 });
    expect(peer.calls).toHaveLength(before + 1);
  });

  it("connects to no private address, by whatever name, and says so", async () => {
    const strict = createPostOut({ guard: createAddressGuard([]) });
    const { port } = new URL(peer.origin);
    const before = peer.calls.length;
    await expect(strict({ url: `https://localhost:${port}/`, body: "{}" }, never)).rejects.toThrow(
      "localhost leads to the private address",
    );
    await expect(strict({ url: `https://127.0.0.1:${port}/`, body: "{}" }, never)).rejects.toThrow(
      "127.0.0.1 is a private address",
    );
    expect(peer.calls).toHaveLength(before);
  });

  it("uses no connection that other code keeps open to a private name", async () => {
    peer.script(null);
    const { port } = new URL(peer.origin);
    await new Promise<void>((done) => {
      get(`http://localhost:${port}/`, (answer) => answer.resume().on("close", done));
    });
    expect(Object.keys(globalAgent.freeSockets)).toEqual([expect.stringContaining(`localhost:${port}`)]);
    const byName = createPostOut({ guard: { ...createAddressGuard([]), problemOf: () => null } });
    const refused = byName({ url: `http://localhost:${port}/`, body: "{}" }, never);
    await expect(refused).rejects.toThrow("localhost leads to the private address");
    globalAgent.destroy();
  });

  it("reads no more than the beginning of an answer without end", async () => {
    peer.script(() => ({ status: 200, body: "x".repeat(10_000_000) }));
    expect((await post({ url: peer.origin, body: "{}" }, never)).text).toHaveLength(64 * 1024);
  });

  it("ends when nobody answers, when nothing listens, and when the process stops, without telling the address", async () => {
    const silent = await listenInSilence();
    const quick = createPostOut({ guard: createAddressGuard(["127.0.0.1"]), limitMs: 100 });
    await expect(quick(atPort(silent.port), never)).rejects.toThrow(/^no answer within 0.1 s$/);
    await expect(post(atPort(await closedPort()), never)).rejects.toThrow(
      /^nothing listens at its address \(ECONNREFUSED\)$/,
    );
    const stop = new AbortController();
    const stopped = post(atPort(silent.port), stop.signal);
    setImmediate(() => stop.abort());
    await expect(stopped).rejects.toThrow(/^the try was broken off$/);
    await silent.close();
  });
});
