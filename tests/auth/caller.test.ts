import { describe, expect, it } from "vitest";
import { addressKey, addressOf } from "../../lib/auth/caller.ts";

describe("addressOf", () => {
  it.each([
    ["the peer alone", "192.0.2.1", [], "192.0.2.1"],
    ["what a client invents stands left and is not believed", "10.9.9.9, 192.0.2.1", [], "192.0.2.1"],
    ["a trusted proxy is passed over", "192.0.2.1, 10.0.0.1", ["10.0.0.0/8"], "192.0.2.1"],
    ["behind a proxy, inventions are still not believed", "8.8.8.8, 192.0.2.1, 10.0.0.1", ["10.0.0.1"], "192.0.2.1"],
    ["proxies only", "10.0.0.2, 10.0.0.1", ["10.0.0.0/8"], "unknown"],
    ["an IPv4 address in IPv6 clothes", "::ffff:192.0.2.1", [], "192.0.2.1"],
    ["an IPv6 proxy", "2001:db8::5, fd00::1", ["fd00::/8"], "2001:db8::5"],
    ["no header", "", [], "unknown"],
    ["rubbish at the right end", "192.0.2.1, not an address", [], "unknown"],
  ])("%s", (_what, header, trustedProxies, expected) => {
    expect(addressOf(new Headers({ "x-forwarded-for": header }), { trustedProxies })).toBe(expected);
  });
});

describe("addressKey", () => {
  it("counts all addresses of an IPv6 network of 64 bits as one", () => {
    expect(addressKey("2001:db8::1")).toBe(addressKey("2001:0DB8:0:0:ffff::2"));
    expect(addressKey("2001:db8::1")).not.toBe(addressKey("2001:db8:0:1::1"));
  });

  it("leaves IPv4 as it is", () => {
    expect(addressKey("192.0.2.1")).toBe("192.0.2.1");
  });
});
