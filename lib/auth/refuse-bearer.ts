import type { Env } from "../env.ts";
import { addressKey, addressOf } from "./caller.ts";
import { ApiError } from "./refusals.ts";

interface FailureLimitOptions {
  /** Failures per key and window that are answered normally; the next one is told to wait. */
  limit: number;
  windowMs: number;
  /** Keys remembered at most: an attacker with many addresses must not fill the memory. */
  capacity: number;
}

interface Count {
  failures: number;
  resetsAtMs: number;
}

/**
 * Counts failures per key in this process. It is asked only after a failure, so it can never refuse somebody who
 * succeeds: a scanner behind the same address must not stop the jobs (engine-schema rule 55).
 */
export class FailureLimit {
  readonly #options: FailureLimitOptions;
  readonly #counts = new Map<string, Count>();

  constructor(options: FailureLimitOptions) {
    this.#options = options;
  }

  /** Counts one failure of `key`. Returns the seconds to wait once the limit is passed, else null. */
  fail(key: string, nowMs: number): number | null {
    const count = this.#current(key, nowMs);
    count.failures += 1;
    if (count.failures <= this.#options.limit) return null;
    return Math.max(1, Math.ceil((count.resetsAtMs - nowMs) / 1000));
  }

  #current(key: string, nowMs: number): Count {
    const known = this.#counts.get(key);
    if (known && known.resetsAtMs > nowMs) return known;
    this.#counts.delete(key);
    this.#makeRoom();
    const fresh = { failures: 0, resetsAtMs: nowMs + this.#options.windowMs };
    this.#counts.set(key, fresh);
    return fresh;
  }

  /** A Map iterates in insertion order, so the first key is the one whose window began first. */
  #makeRoom(): void {
    if (this.#counts.size < this.#options.capacity) return;
    const oldest = this.#counts.keys().next();
    if (!oldest.done) this.#counts.delete(oldest.value);
  }
}

/** Refused calls of one address that are answered 401 in a minute; further ones get 429. */
const REFUSALS: FailureLimitOptions = { limit: 100, windowMs: 60_000, capacity: 10_000 };
/** One for each configured application of the process, which is one but in tests. */
const limits = new WeakMap<Env["cronSecret"], FailureLimit>();

type Doorkeeper = Pick<Env, "trustedProxies" | "cronSecret">;

function limitOf({ cronSecret }: Doorkeeper): FailureLimit {
  const limit = limits.get(cronSecret) ?? new FailureLimit(REFUSALS);
  limits.set(cronSecret, limit);
  return limit;
}

/**
 * Counts a wrong bearer and says what its sender is told: 401, and 429 after many of these. It is asked only after a
 * failure, so a right secret or key is never refused.
 * @param expected what the caller should have sent, in one sentence
 */
export function refuseBearer(headers: Headers, env: Doorkeeper, expected: string): ApiError {
  const waitSeconds = limitOf(env).fail(addressKey(addressOf(headers, env)), Date.now());
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
