import type { Env } from "../env.ts";
import { addressKey, addressOf } from "./caller.ts";
import { ApiError } from "./refusals.ts";
import { WindowLimit, type WindowLimitOptions } from "./window-limit.ts";

/** Refused calls of one address that are answered 401 in a minute; further ones get 429. */
const REFUSALS: WindowLimitOptions = { limit: 100, windowMs: 60_000, capacity: 10_000 };
/** One for each configured application of the process, which is one but in tests. */
const limits = new WeakMap<Env["cronSecret"], WindowLimit>();

type Doorkeeper = Pick<Env, "trustedProxies" | "cronSecret">;

function limitOf({ cronSecret }: Doorkeeper): WindowLimit {
  const limit = limits.get(cronSecret) ?? new WindowLimit(REFUSALS);
  limits.set(cronSecret, limit);
  return limit;
}

/**
 * Counts a wrong bearer and says what its sender is told: 401, and 429 after many of these. It is asked only after a
 * failure, so a right secret or key is never refused: a scanner behind the same address must not stop the jobs
 * (engine-schema rule 55).
 * @param expected what the caller should have sent, in one sentence
 */
export function refuseBearer(headers: Headers, env: Doorkeeper, expected: string): ApiError {
  const waitSeconds = limitOf(env).count(addressKey(addressOf(headers, env)), Date.now());
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
