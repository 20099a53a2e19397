import type { Random } from "../words/clock.ts";

/**
 * How long to wait before the next attempt. `linear` waits step, 2 x step, 3 x step …; `exponential` waits
 * base x 2^(n-1), capped, times a factor drawn from [1 - jitter, 1 + jitter].
 */
export type BackoffPolicy =
  | { kind: "linear"; stepSeconds: number }
  | { kind: "exponential"; baseSeconds: number; maxSeconds: number; jitter: number };

export const DEFAULT_BACKOFF: BackoffPolicy = { kind: "linear", stepSeconds: 5 };

/** Longest wait another side's `Retry-After` may impose: a day, the slowest supported tick. */
const MAX_RETRY_AFTER_MS = 86_400_000;

/**
 * Milliseconds to wait after failed attempt number `attempt` (from 1).
 * A `Retry-After` carried by the error wins over the policy.
 */
export function backoffMs(policy: BackoffPolicy, attempt: number, error: unknown, random: Random): number {
  const advisedMs = retryAfterMs(error);
  if (advisedMs !== null) return advisedMs;
  switch (policy.kind) {
    case "linear":
      return policy.stepSeconds * attempt * 1000;
    case "exponential": {
      const seconds = Math.min(policy.maxSeconds, policy.baseSeconds * 2 ** (attempt - 1));
      return Math.round(seconds * 1000 * (1 + policy.jitter * (2 * random() - 1)));
    }
  }
}

/** The wait that the other side asked for, in ms and at most a day; null when the error carries none. */
export function retryAfterMs(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("retryAfterMs" in error)) return null;
  const value = error.retryAfterMs;
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? Math.min(value, MAX_RETRY_AFTER_MS) : null;
}
