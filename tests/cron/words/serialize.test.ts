import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  MAX_ERROR_BYTES,
  MAX_RESULT_BYTES,
  toInspectable,
  toRunError,
  toSafeJson,
} from "../../../lib/cron/words/serialize.ts";

const bytes = (value: unknown) => Buffer.byteLength(JSON.stringify(value));

describe("a handler's result", () => {
  it.each<[string, unknown, unknown]>([
    ["NUL", { a: "x\0y" }, { a: "x\ufffdy" }],
    ["a lone surrogate", ["\ud800"], ["\ufffd"]],
    ["a NUL in a key", { "a\0": 1 }, { "a\ufffd": 1 }],
    ["BigInt", { n: 12345678901234567890n }, { n: "12345678901234567890" }],
    ["NaN and Infinity", [Number.NaN, Number.POSITIVE_INFINITY], ["NaN", "Infinity"]],
    ["a date", new Date(0), "1970-01-01T00:00:00.000Z"],
    ["an invalid date", new Date(Number.NaN), "[invalid date]"],
    ["a Map", new Map([["k", 1]]), { k: 1 }],
    ["a Set", new Set([1, 2]), [1, 2]],
    ["a buffer", Buffer.from("abc"), "[3 bytes]"],
    ["undefined and functions", { a: undefined, b: () => 1, c: 1 }, { c: 1 }],
    ["nothing", undefined, null],
    ["an own __proto__", JSON.parse('{"__proto__": {"x": 1}}'), JSON.parse('{"__proto__": {"x": 1}}')],
  ])("survives %s", (_, value, expected) => {
    expect(toSafeJson(value)).toEqual(expected);
  });

  it("survives circles, throwing getters and throwing toJSON", () => {
    const circle: Record<string, unknown> = { name: "circle" };
    circle.self = circle;
    expect(toSafeJson(circle)).toEqual({ name: "circle", self: "[circular]" });
    const getter = Object.defineProperty({}, "x", {
      enumerable: true,
      get: () => {
        throw new Error("no");
      },
    });
    expect(toSafeJson({ before: 1, getter, after: 2 })).toEqual({
      before: 1,
      getter: { x: "[unreadable: no]" },
      after: 2,
    });
    expect(
      toSafeJson({
        toJSON: () => {
          throw new Error("no");
        },
      }),
    ).toBe("[unreadable: no]");
  });

  it("is cut at its limit and says so", () => {
    const cut = toSafeJson({ rows: Array.from({ length: 1_000_000 }, (_, i) => ({ i, text: "x".repeat(50) })) });
    expect(cut).toMatchObject({ truncated: true });
    expect(bytes(cut)).toBeLessThanOrEqual(MAX_RESULT_BYTES * 1.1);
    expect(toSafeJson("y".repeat(1_000_000))).toMatchObject({ truncated: true });
  });

  it("is valid JSON that Postgres takes, whatever it was", () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
        (value) => {
          // Without escaped backslashes, so that a text of the six characters \\u0000 is not taken for the escape.
          const text = JSON.stringify(toSafeJson(value)).replaceAll("\\\\", "");
          return text.isWellFormed() && !text.includes("\\u0000") && !/\\ud[89a-f]/i.test(text);
        },
      ),
    );
  });
});

describe("a thrown value", () => {
  it.each<[string, unknown, string]>([
    ["an Error", new TypeError("bad"), "bad"],
    ["a string", "bad", "bad"],
    ["null", null, "The handler threw null, expected an Error"],
    ["undefined", undefined, "The handler threw null, expected an Error"],
    ["an object", { status: 500 }, 'The handler threw {"status":500}, expected an Error'],
  ])("%s becomes an error with a sentence", (_, thrown, message) => {
    expect(toRunError(thrown).message).toBe(message);
  });

  it("is told even when looking at it throws", () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const hostile = new (class extends Error {
      override get message(): string {
        throw new Error("no message");
      }
      override get stack(): string {
        throw new Error("no stack");
      }
    })();
    expect(toRunError(proxy).message).toContain("unreadable");
    expect(toRunError(hostile).message).toContain("no message");
    expect(toRunError(new Error("top", { cause: proxy })).message).toBe("top");
    expect(toSafeJson({ kept: 1, proxy })).toMatchObject({ kept: 1, proxy: expect.stringContaining("unreadable") });
    expect(toInspectable(proxy)).toBeInstanceOf(Error);
    expect(toInspectable(hostile)).toBe(hostile);
    expect(toInspectable("text")).toBe("text");
  });

  it("keeps code and causes, and stays within its limit when huge or circular", () => {
    const error = Object.assign(new Error("z".repeat(1_000_000), { cause: new Error("root") }), { code: "ECONNRESET" });
    (error.cause as Error).cause = error;
    const kept = toRunError(error);
    expect(kept.code).toBe("ECONNRESET");
    expect(bytes(kept)).toBeLessThanOrEqual(MAX_ERROR_BYTES);
    expect(toRunError(new Error("top", { cause: new Error("root") })).stack).toContain("Caused by: Error: root");
  });
});
