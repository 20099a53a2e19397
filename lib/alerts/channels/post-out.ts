import type { IncomingMessage } from "node:http";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import type { OutgoingAnswer, OutgoingCall, PostOut } from "./channel.ts";
import { type AddressGuard, RefusedAddressError } from "./guarded-address.ts";

const LIMIT_MS = 10_000;
/** Enough for what some answer with: the message that they were sent. */
const MAX_ANSWER_BYTES = 64 * 1024;

/**
 * The one door through which messages leave by HTTP. Node's own request follows no redirect and knows no proxy, so what
 * the guard let through is what is spoken to.
 */
export function createPostOut({ guard, limitMs = LIMIT_MS }: { guard: AddressGuard; limitMs?: number }): PostOut {
  return async (call, signal) => {
    const problem = guard.problemOf(call.url);
    if (problem !== null) throw new RefusedAddressError(problem);
    const limit = AbortSignal.timeout(limitMs);
    try {
      return await exchange(call, { guard, signal: AbortSignal.any([signal, limit]) });
    } catch (error) {
      throw limit.aborted ? new Error(`no answer within ${limitMs / 1000} s`) : toldFailure(error);
    }
  };
}

function exchange(
  { method = "POST", url, headers, body }: OutgoingCall,
  { guard, signal }: { guard: AddressGuard; signal: AbortSignal },
): Promise<OutgoingAnswer> {
  const request = url.startsWith("https:") ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method,
      lookup: guard.lookup,
      // A connection of its own: one that other code keeps open to that name was never looked at by the guard.
      agent: false,
      signal,
      headers: {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "user-agent": "belfry",
        ...headers,
      },
    });
    call.on("error", reject);
    call.on("response", (response) => readAnswer(response).then(resolve, reject));
    call.end(body);
  });
}

/** Its beginning: whoever answers without end is not listened to. */
async function readAnswer(response: IncomingMessage): Promise<OutgoingAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= MAX_ANSWER_BYTES) break; // which destroys the connection
  }
  const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
  const text = Buffer.concat(chunks).subarray(0, MAX_ANSWER_BYTES).toString();
  return { status: response.statusCode ?? 0, headers, text };
}

/** Node's words for a connection that failed, without the address that may hold a secret. */
function toldFailure(error: unknown): Error {
  if (error instanceof RefusedAddressError || !(error instanceof Error)) return error as Error;
  const inner = error instanceof AggregateError ? (error.errors[0] as Error) : error;
  const code = "code" in inner && typeof inner.code === "string" ? inner.code : inner.name;
  return new Error(REASONS[code] ?? `the connection failed (${code})`, { cause: error });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOTFOUND: "its host is not known to DNS; check the address",
  EAI_AGAIN: "DNS did not answer",
  ECONNREFUSED: "nothing listens at its address (ECONNREFUSED)",
  ECONNRESET: "the other side broke the connection off (ECONNRESET)",
  ABORT_ERR: "the try was broken off",
  CERT_HAS_EXPIRED: "the certificate of the other side has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the certificate of the other side is signed by itself",
};
