import { type LookupAddress, lookup } from "node:dns";
import { BlockList, isIP, isIPv4, type LookupFunction } from "node:net";

/** An address that messages may not be sent to; its sentence says which and what to do. */
export class RefusedAddressError extends Error {
  override readonly name = "RefusedAddressError";
}

/**
 * What an address of a message may lead to: the public internet, and what ALLOWED_PRIVATE_HOSTS names. Everything else
 * (this machine, its networks, a cloud's metadata) would let whoever may make a channel reach what only we can.
 */
export interface AddressGuard {
  /** Why a message may not go there, by its text alone; null when it may, as far as that says. */
  problemOf(url: string): string | null;
  /** The same once its name was resolved: for whoever enters an address. A name that is not known is a problem, too. */
  check(url: string): Promise<string | null>;
  /** For `connect`: resolves a name and refuses what it may not lead to, so that no later answer of DNS gets around it. */
  lookup: LookupFunction;
}

/** Networks of IPv4 that are nobody's on the public internet (IANA's special-purpose registry, multicast, reserved). */
const PRIVATE_V4: readonly [string, number][] = [
  ...([
    ["0.0.0.0", 8],
    ["10.0.0.0", 8],
    ["100.64.0.0", 10],
    ["127.0.0.0", 8],
    ["169.254.0.0", 16],
  ] as [string, number][]),
  ...([
    ["172.16.0.0", 12],
    ["192.0.0.0", 24],
    ["192.0.2.0", 24],
    ["192.168.0.0", 16],
  ] as [string, number][]),
  ...([
    ["198.18.0.0", 15],
    ["198.51.100.0", 24],
    ["203.0.113.0", 24],
    ["224.0.0.0", 3],
  ] as [string, number][]),
];
/** What is not within 2000::/3 is not public either. These parts of it carry other protocols, or are for documents. */
const PRIVATE_V6: readonly [string, number][] = [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
];

const privateV4 = blockList(PRIVATE_V4, "ipv4");
const privateV6 = blockList(PRIVATE_V6, "ipv6");
const publicV6 = blockList([["2000::", 3]], "ipv6");
/** IPv6 that carries an IPv4 address in its last 32 bits: mapped, and NAT64's own prefix. */
const carriesV4 = blockList(
  [
    ["::ffff:0:0", 96],
    ["64:ff9b::", 96],
  ],
  "ipv6",
);

function blockList(networks: readonly (readonly [string, number])[], family: "ipv4" | "ipv6"): BlockList {
  const list = new BlockList();
  for (const [network, bits] of networks) list.addSubnet(network, bits, family);
  return list;
}

/** Whether an IP address is one of the public internet. */
export function isPublicAddress(address: string): boolean {
  if (isIPv4(address)) return !privateV4.check(address, "ipv4");
  if (carriesV4.check(address, "ipv6")) return isPublicAddress(lastV4Of(address));
  return publicV6.check(address, "ipv6") && !privateV6.check(address, "ipv6");
}

/** The IPv4 address in the last 32 bits of an IPv6 one, which the URL parser writes as two groups of hexadecimals. */
function lastV4Of(address: string): string {
  const dotted = /[\d.]+$/.exec(address)?.[0] ?? "";
  if (isIPv4(dotted)) return dotted;
  const groups = new URL(`http://[${address}]`).hostname.slice(1, -1).split(":").slice(-2);
  const [high = 0, low = 0] = groups.map((group) => Number.parseInt(group || "0", 16));
  return [high >> 8, high & 255, low >> 8, low & 255].join(".");
}

/** @param allowed names, addresses and networks of ALLOWED_PRIVATE_HOSTS */
export function createAddressGuard(allowed: readonly string[]): AddressGuard {
  const names = new Set(allowed.map((each) => each.toLowerCase()));
  const networks = networkList(allowed);
  const isAllowed = (address: string) =>
    isPublicAddress(address) || networks.check(address, isIPv4(address) ? "ipv4" : "ipv6");
  const guardedLookup: LookupFunction = (name, options, done) => {
    lookup(name, { ...options, all: true }, (error, found) => {
      if (error) return done(error, "");
      const bad = names.has(name.toLowerCase()) ? undefined : found.find(({ address }) => !isAllowed(address));
      if (bad) return done(new RefusedAddressError(refusal(name, bad.address)), "");
      if (options.all) return done(null, found);
      const [first] = found as [LookupAddress];
      done(null, first.address, first.family);
    });
  };
  const guard = { problemOf: (url: string) => problemOf(url, { names, isAllowed }), lookup: guardedLookup };
  return { ...guard, check: (url) => checkResolved(url, guard) };
}

async function checkResolved(url: string, { problemOf: problem, lookup: resolves }: Omit<AddressGuard, "check">) {
  const known = problem(url);
  const host = known === null ? new URL(url).hostname.replace(/^\[|\]$/g, "") : "";
  if (known !== null || isIP(host)) return known;
  return new Promise<string | null>((done) => {
    resolves(host, { all: true }, (error) => {
      if (error === null) return done(null);
      done(error instanceof RefusedAddressError ? error.message : `${host} is not known to DNS; check the address`);
    });
  });
}

function networkList(allowed: readonly string[]): BlockList {
  const list = new BlockList();
  for (const each of allowed) {
    const [address = "", bits] = each.split("/");
    const version = isIP(address);
    if (version === 0) continue;
    list.addSubnet(
      address,
      bits === undefined ? (version === 4 ? 32 : 128) : Number(bits),
      version === 4 ? "ipv4" : "ipv6",
    );
  }
  return list;
}

interface Allowed {
  names: ReadonlySet<string>;
  isAllowed(address: string): boolean;
}

function problemOf(url: string, { names, isAllowed }: Allowed): string | null {
  if (!URL.canParse(url)) return "it is no address; set one that begins with https://";
  const { protocol, hostname, username, password } = new URL(url);
  if (protocol !== "https:" && protocol !== "http:")
    return `expected an address that begins with https://, got ${protocol}//`;
  if (username || password) return "an address with a password in it shows it to everybody on the way; leave it out";
  const host = hostname.replace(/^\[|\]$/g, "");
  const isKnown = names.has(host);
  if (isIP(host) && !isKnown && !isAllowed(host)) return refusal(host, host);
  const isPrivate = isKnown || (isIP(host) > 0 && !isPublicAddress(host));
  if (protocol === "http:" && !isPrivate) return "plain http shows its secret to everybody on the way; use https://";
  return null;
}

function refusal(host: string, address: string): string {
  const leads = host === address ? `${host} is a private address` : `${host} leads to the private address ${address}`;
  return `${leads}, which messages are not sent to; name it in ALLOWED_PRIVATE_HOSTS if that is what you want`;
}
