import { describe, expect, it } from "vitest";
import { ApiError } from "../../../lib/auth/refusals.ts";
import type { CronSecret } from "../../../lib/env.ts";
import { bearerIsOneOf, checkCronSecret, hasCronSecret } from "../../../lib/http/auth/cron-secret.ts";

const SECRET = "correct-horse-battery";
const configured: CronSecret = { kind: "ok", current: SECRET, previous: null };

describe("bearerIsOneOf", () => {
  it.each([
    ["the secret under the scheme Bearer", `Bearer ${SECRET}`, true],
    ["no header", null, false],
    ["an empty header", "", false],
    ["the scheme alone", "Bearer", false],
    ["the scheme and a space", "Bearer ", false],
    ["the word undefined", "Bearer undefined", false],
    ["a prefix of the secret", `Bearer ${SECRET.slice(0, -1)}`, false],
    ["the secret with a suffix", `Bearer ${SECRET}x`, false],
    ["the secret twice", `Bearer ${SECRET} ${SECRET}`, false],
    ["two spaces", `Bearer  ${SECRET}`, false],
    ["the scheme in other letters (fault C9)", `bEARER ${SECRET}`, true],
    ["another scheme", `Basic ${SECRET}`, false],
    ["the bare secret", SECRET, false],
    ["the secret in other letters", `Bearer ${SECRET.toUpperCase()}`, false],
  ])("given %s", (_what, header, accepted) => {
    expect(bearerIsOneOf(header, [SECRET])).toBe(accepted);
  });

  it("accepts the previous secret while it is being rotated", () => {
    expect(bearerIsOneOf("Bearer old-secret-old-secret", [SECRET, "old-secret-old-secret"])).toBe(true);
  });

  it("accepts nothing when there is no secret", () => {
    expect(bearerIsOneOf("Bearer undefined", [])).toBe(false);
  });
});

describe("checkCronSecret", () => {
  it("answers 503 and says what to set while no secret is configured, even to an empty bearer", () => {
    const refusal = refusalOf("Bearer undefined", { kind: "missing", misnamed: false });
    expect(refusal.fields.status).toBe(503);
    expect(refusal.message).toContain("CRON_SECRET is not set: run `npm run quickstart`");
  });

  it("answers 503 to a short secret that is given back correctly", () => {
    const cronSecret: CronSecret = { kind: "too_short", variable: "CRON_SECRET", least: 16 };
    expect(refusalOf("Bearer short", cronSecret).fields.status).toBe(503);
    expect(hasCronSecret(new Headers({ authorization: "Bearer short" }), { cronSecret })).toBe(false);
  });

  it("answers 401 with the scheme to use, and repeats nothing of what came", () => {
    const refusal = refusalOf("Bearer guess-of-a-secret", configured);
    expect(refusal.fields).toMatchObject({ status: 401, headers: { "www-authenticate": "Bearer" } });
    expect(JSON.stringify(refusal.fields) + refusal.message).not.toContain("guess");
  });

  it("answers 429 after many refusals of one address, and still lets the right secret through", () => {
    const address = "192.0.2.77";
    for (let tries = 0; tries < 100; tries++)
      expect(refusalOf("Bearer no", configured, address).fields.status).toBe(401);
    const refusal = refusalOf("Bearer no", configured, address);
    expect(refusal.fields.status).toBe(429);
    expect(Number(refusal.fields.headers?.["retry-after"])).toBeGreaterThan(0);
    expect(refusalOf("Bearer no", configured, "192.0.2.78").fields.status).toBe(401);
    expect(() => checkCronSecret(headersOf(`Bearer ${SECRET}`, address), envOf(configured))).not.toThrow();
  });

  it("counts an address that invents proxies before itself as one", () => {
    const spoofed = (n: number) => `203.0.113.${n % 250}, 192.0.2.99`;
    const statuses = Array.from(
      { length: 101 },
      (_, n) => refusalOf("Bearer no", configured, spoofed(n)).fields.status,
    );
    expect(statuses.at(-1)).toBe(429);
  });
});

function headersOf(authorization: string, forwardedFor = "192.0.2.1"): Headers {
  return new Headers({ authorization, "x-forwarded-for": forwardedFor });
}

const envOf = (cronSecret: CronSecret) => ({ cronSecret, trustedProxies: [] });

function refusalOf(authorization: string, cronSecret: CronSecret, forwardedFor?: string): ApiError {
  try {
    checkCronSecret(headersOf(authorization, forwardedFor), envOf(cronSecret));
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error("Expected a refusal");
}
