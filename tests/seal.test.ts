import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseTokenKeys, type SealingKey } from "../lib/env/token-keys.ts";
import { createSeal, SealError } from "../lib/seal.ts";

const makeKey = (id: string): SealingKey => ({ id, key: randomBytes(32) });
const [first, second] = [makeKey("k1"), makeKey("k2")];
const secret = "https://hooks.slack.example/services/T0/B0/비밀";

describe("a seal", () => {
  it("opens what it sealed, in its own place only, and never writes the same twice", () => {
    const seal = createSeal([first]);
    const sealed = seal.seal(secret, "alert_channels/a");
    expect(seal.open(sealed, "alert_channels/a")).toBe(secret);
    expect(sealed).not.toContain("hooks");
    expect(seal.seal(secret, "alert_channels/a")).not.toBe(sealed);
    expect(() => seal.open(sealed, "alert_channels/b")).toThrow("or not for alert_channels/b");
  });

  it("seals by the first key and opens by all, so that keys can be changed", () => {
    const old = createSeal([first]).seal(secret, "x");
    const both = createSeal([second, first]);
    expect(both.open(old, "x")).toBe(secret);
    expect(both.isCurrent(old)).toBe(false);
    const anew = both.seal(secret, "x");
    expect(both.isCurrent(anew)).toBe(true);
    expect(createSeal([second]).open(anew, "x")).toBe(secret);
  });

  it("says which key is missing, and what to do", () => {
    const sealed = createSeal([first]).seal(secret, "x");
    const missing = "it was sealed by the key k1, which TOKEN_KEYS does not have; add that key again";
    expect(() => createSeal([second]).open(sealed, "x")).toThrow(new SealError(missing));
    expect(() => createSeal([{ ...second, id: "k1" }]).open(sealed, "x")).toThrow("enter the secret anew");
  });

  it("refuses whatever was changed by a single bit, or is no seal", () => {
    const seal = createSeal([first]);
    const parts = seal.seal(secret, "x").split(".");
    for (const at of [2, 3, 4]) {
      const bytes = Buffer.from(parts[at] ?? "", "base64url");
      bytes[0] = (bytes[0] ?? 0) ^ 1;
      expect(() => seal.open(parts.with(at, bytes.toString("base64url")).join("."), "x")).toThrow(SealError);
    }
    for (const text of ["", "v1", "v2.k1.a.b.c", "v1.k1.a.b.c.d", secret]) {
      expect(() => seal.open(text, "x")).toThrow(SealError);
    }
  });

  it("keeps the empty text and 64 KiB alike", () => {
    const seal = createSeal([first]);
    for (const text of ["", "x".repeat(65_536)]) expect(seal.open(seal.seal(text, "x"), "x")).toBe(text);
  });
});

describe("TOKEN_KEYS", () => {
  const text = randomBytes(32).toString("base64");

  it("is a list of ids and keys, in base64 of either alphabet", () => {
    const keys = parseTokenKeys(`new:${text}, old:${randomBytes(32).toString("base64url")}`);
    expect(keys).toMatchObject([{ id: "new", key: Buffer.from(text, "base64") }, { id: "old" }]);
  });

  it.each([
    [text, "entry 1 has no id"],
    [`:${text}`, "entry 1 has no id"],
    [`a b:${text}`, "entry 1 has no id"],
    [`a:${text},`, "entry 2 has no id"],
    [`a:${text},a:${text}`, "the id a is there twice"],
    ["a:hunter2", "the key of a is not 32 bytes"],
    [`a:${text}!`, "the key of a is not 32 bytes"],
    [`a:${randomBytes(16).toString("base64")}`, "the key of a is not 32 bytes"],
  ])("is refused with the fix and without the key: %#", (value, said) => {
    const problem = parseTokenKeys(value);
    expect(problem).toContain(said);
    expect(problem).toContain("openssl rand -base64 32");
    expect(problem).not.toContain("hunter2");
    expect(problem).not.toContain(text);
  });
});
