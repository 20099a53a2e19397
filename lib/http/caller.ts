import { BlockList, isIP } from "node:net";
import type { Env } from "../env.ts";
import { clientAddress } from "./client-address.ts";

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
