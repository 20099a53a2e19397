import { connect, isIP } from "node:net";
import type { AddressGuard } from "./guarded-address.ts";
import { isPublicAddress, RefusedAddressError } from "./guarded-address.ts";

/** Why nothing should be sent to an address, with what a person needs to know to mend it. */
export type AddressTrouble =
  /** It leads into our own networks, which ALLOWED_PRIVATE_HOSTS does not name. */
  | { code: "address_private"; host: string }
  /** Nobody answers there. */
  | { code: "address_unreachable"; host: string; why: string }
  /** It cannot be used as it is written. */
  | { code: "address_unfit"; why: string };

/** As long as a person may wait for a form. */
const WITHIN_MS = 3_000;

/**
 * Looks whether messages may and can be sent to an address, before it is kept. Nothing is sent: a connection that opens
 * is enough.
 * @param isToAnswer false: whether somebody answers there is not asked, for the channel stays switched off
 */
export async function addressTrouble(
  url: string,
  { guard, isToAnswer }: { guard: AddressGuard; isToAnswer: boolean },
): Promise<AddressTrouble | null> {
  const problem = guard.problemOf(url);
  if (problem !== null) return troubleOf(url, problem);
  const { hostname, port, protocol } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  if (!isToAnswer) return null;
  const why = await openingFails({ host, port: Number(port || (protocol === "http:" ? 80 : 443)) }, guard);
  if (why === null) return null;
  return why instanceof RefusedAddressError
    ? { code: "address_private", host }
    : { code: "address_unreachable", host, why: codeOf(why) };
}

function troubleOf(url: string, why: string): AddressTrouble {
  const host = URL.canParse(url) ? new URL(url).hostname.replace(/^\[|\]$/g, "") : "";
  return isIP(host) > 0 && !isPublicAddress(host) ? { code: "address_private", host } : { code: "address_unfit", why };
}

/** What kept a connection from being opened; null when one was. */
async function openingFails(to: { host: string; port: number }, { lookup }: AddressGuard): Promise<Error | null> {
  return await new Promise((resolve) => {
    const socket = connect({ ...to, lookup, timeout: WITHIN_MS });
    const end = (error: Error | null) => {
      socket.destroy();
      resolve(error);
    };
    socket.once("connect", () => end(null));
    socket.once("timeout", () => end(Object.assign(new Error("no answer"), { code: "ETIMEDOUT" })));
    socket.once("error", (error) => end(error));
  });
}

/** Several addresses of one name fail together; each says the same. */
function codeOf(error: Error & { code?: string; errors?: readonly (Error & { code?: string })[] }): string {
  return error.code ?? error.errors?.[0]?.code ?? error.message;
}
