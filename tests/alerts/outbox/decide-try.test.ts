import { describe, expect, it } from "vitest";
import { decideTry, TRY_BACKOFF } from "../../../lib/alerts/outbox/decide-try.ts";

const now = new Date("2026-11-27T10:00:00Z");
const giveUpAt = new Date("2026-11-28T10:00:00Z");
const at = (random: number, backoff = TRY_BACKOFF) => ({ now, random: () => random, backoff });
const failed = { outcome: "retry", reason: "500" } as const;
const waitAfter = (attempt: number, random = 0) => decideTry({ attempt, giveUpAt }, failed, at(random)).retryMs;

describe("what follows on a try", () => {
  it("waits twice as long after each failure, up to an hour, drawn from the upper half of the step", () => {
    expect([1, 2, 3, 11, 12, 40].map((attempt) => waitAfter(attempt))).toEqual([
      ...[2_000, 4_000, 8_000, 2_048_000],
      ...[3_600_000, 3_600_000],
    ]);
    expect(waitAfter(3, 0.999)).toBe(4_004);
  });

  it("never comes back before the other side asked for it, and pauses its address", () => {
    const answer = { ...failed, pauseMs: 30_000 };
    expect(decideTry({ attempt: 1, giveUpAt }, answer, at(0))).toMatchObject({ retryMs: 30_000, pauseMs: 30_000 });
    expect(decideTry({ attempt: 6, giveUpAt }, answer, at(0))).toMatchObject({ retryMs: 64_000, pauseMs: 30_000 });
  });

  it("counts a limit as no failure: it waits for no longer than was asked", () => {
    const answer = { ...failed, limited: true, pauseMs: 1_000 };
    const record = decideTry({ attempt: 30, giveUpAt }, answer, at(0));
    expect(record).toMatchObject({ outcome: "retry", retryMs: 1_000, limited: true, failing: false });
  });

  it("holds no pause to be longer than a day, or to lie in the past", () => {
    expect(decideTry({ attempt: 1, giveUpAt }, { outcome: "delivered", pauseMs: 1e12 }, at(0)).pauseMs).toBe(
      86_400_000,
    );
    expect(decideTry({ attempt: 1, giveUpAt }, { outcome: "delivered", pauseMs: -5 }, at(0)).pauseMs).toBe(0);
  });

  it("gives up when the next try would come after a day, and says what the last one said", () => {
    const soon = new Date(now.getTime() + 1_999);
    expect(decideTry({ attempt: 1, giveUpAt: soon }, failed, at(0))).toMatchObject({
      outcome: "dead",
      reason: "given up after a day of tries; the last one: 500",
      retryMs: null,
      failing: true,
    });
    expect(decideTry({ attempt: 1, giveUpAt: soon }, failed, at(0.5))).toMatchObject({ outcome: "retry" });
  });

  it("calls a channel failing once a message is dead, or has failed for the sixth time", () => {
    const failingAt = (attempt: number) => decideTry({ attempt, giveUpAt }, failed, at(0)).failing;
    expect([1, 5, 6].map(failingAt)).toEqual([false, false, true]);
    const dead = decideTry({ attempt: 1, giveUpAt }, { outcome: "dead", reason: "revoked" }, at(0));
    expect(dead).toMatchObject({ failing: true, retryMs: null, reason: "revoked" });
    expect(decideTry({ attempt: 9, giveUpAt }, { outcome: "delivered" }, at(0)).failing).toBe(false);
  });
});
