import { BlockList, isIP } from "node:net";
import type { Env } from "../env.ts";

/** Hosts on which a browser keeps cookies over plain HTTP safe from others. */
export const LOCAL_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** The address of whoever sent the request; which proxies to believe is configuration (`TRUSTED_PROXIES`). */
export function addressOf(headers: Headers, env: Pick<Env, "trustedProxies">): string {
  return clientAddress(headers, trusted(env.trustedProxies));
}

const lists = new WeakMap<readonly string[], BlockList>();

function trusted(entries: readonly string[]): BlockList {
  const known = lists.get(entries);
  if (known) return known;
  const list = new BlockList();
  for (const entry of entries) addEntry(list, entry);
  lists.set(entries, list);
  return list;
}

function addEntry(list: BlockList, entry: string): void {
  const [address = "", bits] = entry.split("/");
  const family = isIP(address) === 6 ? "ipv6" : "ipv4";
  if (bits === undefined) list.addAddress(address, family);
  else list.addSubnet(address, Number(bits), family);
}

const MAPPED_IPV4 = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

/**
 * The caller's address. Each proxy (and our own server, for the connection it accepted) appends the address it saw to
 * `X-Forwarded-For`, so only the right end can be believed: the address is the rightmost one that is not a trusted
 * proxy. Whatever a client wrote there itself stands further left and is never reached.
 * @returns an IPv4 or IPv6 address, or "unknown" when the header holds none
 */
function clientAddress(headers: Headers, trustedProxies: BlockList): string {
  const hops = (headers.get("x-forwarded-for") ?? "").split(",").map(plainAddress);
  for (const hop of hops.reverse()) {
    if (isIP(hop) === 0) return "unknown";
    if (!trustedProxies.check(hop, isIP(hop) === 6 ? "ipv6" : "ipv4")) return hop;
  }
  return "unknown";
}

/** The key under which failures of an address are counted: one IPv6 customer owns a whole /64, so it counts as one. */
export function addressKey(address: string): string {
  return isIP(address) === 6 ? `${ipv6Network(address)}::/64` : address;
}

function plainAddress(hop: string): string {
  const trimmed = hop.trim();
  return MAPPED_IPV4.exec(trimmed)?.[1] ?? trimmed;
}

function ipv6Network(address: string): string {
  const [left = "", right] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [head, tail] = [groups(left), groups(right ?? "")];
  const zeros = right === undefined ? [] : new Array<string>(Math.max(0, 8 - head.length - tail.length)).fill("0");
  return [...head, ...zeros, ...tail]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
