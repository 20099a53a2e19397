import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs } from "../../../lib/cron/jobs/backoff.ts";

describe("backoff", () => {
  it("grows by its step", () => {
    const waits = [1, 2, 3].map((attempt) => backoffMs({ kind: "linear", stepSeconds: 5 }, attempt, null, () => 0.5));
    expect(waits).toEqual([5_000, 10_000, 15_000]);
  });

  it("doubles up to its cap, within its jitter", () => {
    const policy = { kind: "exponential", baseSeconds: 2, maxSeconds: 60, jitter: 0.25 } as const;
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, drawn) => {
        const plain = Math.min(60_000, 2_000 * 2 ** (attempt - 1));
        const wait = backoffMs(policy, attempt, null, () => drawn);
        return wait >= Math.floor(plain * 0.75) && wait <= Math.ceil(plain * 1.25);
      }),
    );
  });

  it.each([[-1], [Number.NaN], [Number.POSITIVE_INFINITY], ["5"]])("ignores a Retry-After of %s", (retryAfterMs) => {
    expect(backoffMs({ kind: "linear", stepSeconds: 5 }, 1, { retryAfterMs }, () => 0.5)).toBe(5_000);
  });
});
