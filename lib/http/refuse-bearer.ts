import type { Env } from "../env.ts";
import { ApiError } from "./api-error.ts";
import { addressOf } from "./caller.ts";
import { addressKey } from "./client-address.ts";
import { FailureLimit } from "./failure-limit.ts";

/** Refused calls of one address that are answered 401 in a minute; further ones get 429. */
const refusals = new FailureLimit({ limit: 100, windowMs: 60_000, capacity: 10_000 });

/**
 * Counts a wrong bearer and says what its sender is told: 401, and 429 after many of these. It is asked only after a
 * failure, so a right secret or key is never refused.
 * @param expected what the caller should have sent, in one sentence
 */
export function refuseBearer(headers: Headers, env: Pick<Env, "trustedProxies">, expected: string): ApiError {
  const waitSeconds = refusals.fail(addressKey(addressOf(headers, env)), Date.now());
  return waitSeconds === null ? wrongBearer(expected) : tooManyRefusals(waitSeconds);
}

function wrongBearer(expected: string): ApiError {
  return new ApiError(expected, { status: 401, code: "unauthorized", headers: { "www-authenticate": "Bearer" } });
}

function tooManyRefusals(waitSeconds: number): ApiError {
  return new ApiError(`Too many calls without the right secret; wait ${waitSeconds} s, or send the right one`, {
    status: 429,
    code: "too_many_refusals",
    headers: { "retry-after": String(waitSeconds), "www-authenticate": "Bearer" },
  });
}
