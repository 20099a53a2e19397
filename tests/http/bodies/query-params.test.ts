import { describe, expect, it } from "vitest";
import { z } from "zod";
import { ApiError } from "../../../lib/auth/refusals.ts";
import { queryParams, readParams } from "../../../lib/http/bodies/query-params.ts";

const schema = z.strictObject({
  quality: z.int().min(1).max(100).default(80),
  ratio: z.number().optional(),
  dryRun: z.boolean().default(false),
  formats: z.array(z.string()).default(["jpg"]),
  sizes: z.array(z.number()).optional(),
  limit: z.number().nullable().default(null),
  platform: z.enum(["google", "meta"]).optional(),
  filter: z.object({ a: z.number() }).optional(),
  since: z.iso.datetime().optional(),
  token: z.string().meta({ secret: true }).optional(),
});

const read = (query: string) => queryParams(new URLSearchParams(query), schema);

describe("queryParams", () => {
  it.each([
    ["a whole number", "quality=70", { quality: 70 }],
    ["a fraction", "ratio=0.5", { ratio: 0.5 }],
    ["a boolean", "dryRun=true", { dryRun: true }],
    ["a list by commas", "formats=jpg,png", { formats: ["jpg", "png"] }],
    ["a list by repetition", "formats=jpg&formats=png", { formats: ["jpg", "png"] }],
    ["a list of numbers", "sizes=1,2", { sizes: [1, 2] }],
    ["a number that may be null", "limit=5", { limit: 5 }],
    ["a choice", "platform=meta", { platform: "meta" }],
    ["an object as JSON", 'filter={"a":1}', { filter: { a: 1 } }],
    ["text that looks like a number", "since=2026", { since: "2026" }],
    ["what every job takes beside its own", "debug=true&quality=1", { debug: true, quality: 1 }],
    ["the reserved word of the route", "wait=false&quality=1", { quality: 1 }],
  ])("reads %s by the type the schema declares", (_what, query, expected) => {
    expect(read(query)).toEqual(expected);
  });

  it.each(["quality=high", "quality=", "dryRun=yes", "qualty=1", "filter={", "ratio=Infinity", "quality=1&quality=2"])(
    "leaves %s for the schema to refuse",
    (query) => {
      expect(schema.safeParse(read(query)).success).toBe(false);
    },
  );

  it("does not let a key reach into objects", () => {
    const params = read("__proto__=1&constructor=2");
    expect(Object.getPrototypeOf(params)).toBe(Object.prototype);
    expect(Object.keys(params)).toEqual(["__proto__", "constructor"]);
  });

  it("refuses a secret in the address, where access logs would keep it", () => {
    expect(() => read("token=abc")).toThrow(ApiError);
    expect(() => read("token=abc")).toThrow(/^(?!.*abc)/);
  });
});

describe("readParams", () => {
  const post = (query: string, body?: string) =>
    readParams(new Request(`http://x/${query}`, { method: "POST", ...(body !== undefined && { body }) }), schema);

  it("takes the JSON body of a POST, whatever its content type", async () => {
    expect(await post("", '{"quality":3}')).toEqual({ quality: 3 });
  });

  it("takes the query string of a POST without body", async () => {
    expect(await post("?quality=4&wait=false")).toEqual({ quality: 4 });
  });

  it("refuses both at once, bad JSON and an oversized body", async () => {
    await expect(post("?quality=4", "{}")).rejects.toMatchObject({ fields: { status: 400, code: "ambiguous_params" } });
    await expect(post("", "{quality")).rejects.toMatchObject({ fields: { status: 400, code: "bad_json" } });
    await expect(post("", `"${"x".repeat(70_000)}"`)).rejects.toMatchObject({ fields: { status: 413 } });
  });
});
