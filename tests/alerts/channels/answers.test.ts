import { describe, expect, it } from "vitest";
import { classifyStatus, cutText } from "../../../lib/alerts/channels/answers.ts";

const now = new Date("2026-11-27T10:00:00Z");
const answered = (status: number, retryAfter?: string) =>
  classifyStatus(
    { status, text: "said", headers: retryAfter === undefined ? {} : { "retry-after": retryAfter } },
    { now },
  );

describe("an answer", () => {
  it.each([200, 202, 204])("%i is a delivery", (status) => {
    expect(answered(status)).toEqual({ outcome: "delivered", status, answer: "said" });
  });

  it.each([408, 425, 500, 502, 503, 504])("%i may be another one later", (status) => {
    expect(answered(status)).toEqual({ outcome: "retry", reason: `it answered ${status}`, status, answer: "said" });
  });

  it.each([301, 302, 307, 400, 401, 403, 404, 405, 410, 413, 422])("%i is the end", (status) => {
    expect(answered(status)).toMatchObject({ outcome: "dead", reason: expect.stringContaining(`(${status})`) });
  });

  it.each([
    ["7", 7_000],
    ["0.25", 250],
    ["-3", 0],
    ["Fri, 27 Nov 2026 10:01:30 GMT", 90_000],
    ["Fri, 27 Nov 2026 09:00:00 GMT", 0],
    ["soon", 5_000],
    ["", 5_000],
    [undefined, 5_000],
  ])("429 with Retry-After %j pauses for %i ms and counts as no failure", (retryAfter, pauseMs) => {
    expect(answered(429, retryAfter)).toMatchObject({ outcome: "retry", limited: true, pauseMs });
  });

  it("503 with Retry-After pauses, and counts as a failure", () => {
    expect(answered(503, "7")).toEqual({
      outcome: "retry",
      reason: "it answered 503",
      pauseMs: 7_000,
      status: 503,
      answer: "said",
    });
  });
});

describe("text that is cut", () => {
  it("ends with an ellipsis and cuts no character in half", () => {
    expect(cutText("abcdef", 6)).toBe("abcdef");
    expect(cutText("abcdef", 5)).toBe("abcd…");
    expect(cutText("abc😀def", 5)).toBe("abc…");
  });
});
