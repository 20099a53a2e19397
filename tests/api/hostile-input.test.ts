import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openApiDocument } from "../../lib/http/openapi/document.ts";
import { type ApiApp, CRON_SECRET, startApiApp } from "../support/api-app.ts";
import { scriptedJob, step } from "../support/scripted-job.ts";

/**
 * Fault C7: every string of every operation of the API's document (path, query and body, at any depth) is sent as what
 * nobody means: no answer is a 5xx, and every refusal has the API's shape.
 */

const HOSTILE = ["\0", "x\udfffy", "x".repeat(10_000), "%ff"];
const INSTANTS = [
  "0000-01-01T00:00:00Z",
  "0001-01-01T00:00:00Z",
  "9999-12-31T23:59:59-05:00",
  "+275760-09-13T00:00:00Z",
];
const METHODS = ["get", "post", "put", "patch", "delete"] as const;
/** Ends only when the caller leaves; its query is read by the same rules. */
const STREAMS = new Set(["/api/admin/events"]);

interface Schema {
  type?: string | string[];
  format?: string;
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  $ref?: string;
}

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  schema: Schema;
}

interface Operation {
  parameters?: Parameter[];
  requestBody?: { content: Record<string, { schema: Schema }> };
}

interface Attempt {
  method: string;
  path: string;
  body: unknown;
}

const document = openApiDocument("http://localhost:3000") as unknown as {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Schema> };
};

let app: ApiApp;
beforeAll(async () => {
  app = await startApiApp([scriptedJob([step.ok()]).job]);
});
afterAll(() => app.close());

const operations = Object.entries(document.paths).flatMap(([path, byMethod]) =>
  METHODS.flatMap((method) => {
    const operation = byMethod[method];
    return operation && !STREAMS.has(path)
      ? [[`${method.toUpperCase()} ${path}`, method, path, operation] as const]
      : [];
  }),
);

describe("fault C7: hostile input", () => {
  it.each(operations)("%s answers none of it with a 5xx", async (_name, method, path, operation) => {
    for (const attempt of attemptsAt(method, path, operation)) {
      const response = await send(attempt);
      const text = await response.text();
      const what = JSON.stringify({ ...attempt, body: JSON.stringify(attempt.body)?.slice(0, 200), text }).slice(
        0,
        600,
      );
      expect(response.status, what).toBeLessThan(500);
      // better-auth's own endpoints have its shape.
      if (response.status >= 400 && !path.startsWith("/api/auth/"))
        expect(JSON.parse(text), what).toMatchObject({ success: false });
    }
  });
});

function* attemptsAt(method: string, path: string, { parameters = [], requestBody }: Operation): Iterable<Attempt> {
  const bodySchema = resolve(requestBody?.content["application/json"]?.schema ?? {});
  const sample = requestBody ? sampleOf(bodySchema) : undefined;
  const inQuery = parameters.filter((parameter) => parameter.in === "query");
  for (const name of pathNames(path)) {
    for (const value of HOSTILE) {
      yield { method, path: fill(path, { [name]: value }), body: sample };
    }
  }
  for (const { name } of inQuery) {
    for (const value of VALUES) {
      yield { method, path: `${fill(path, {})}?${new URLSearchParams({ [name]: value })}`, body: sample };
    }
  }
  for (const body of bodiesOf(bodySchema, sample)) yield { method, path: fill(path, {}), body };
}

/** The sample with each of its strings, and each optional one, in turn as something hostile. */
function* bodiesOf(schema: Schema, sample: unknown, depth = 0): Iterable<unknown> {
  if (depth > 4) return;
  for (const choice of choicesOf(schema)) {
    for (const [key, property] of Object.entries(choice.properties ?? {})) {
      const inner = resolve(property);
      const base = Object(sample)[key] ?? sampleOf(inner);
      for (const one of choicesOf(inner)) {
        if (one.properties)
          for (const value of bodiesOf(one, base, depth + 1)) yield { ...Object(sample), [key]: value };
        else for (const value of VALUES) yield { ...Object(sample), [key]: one.type === "array" ? [value] : value };
      }
    }
  }
}

/** Instants come as plain strings, too: a zone's time without an offset is none to JSON Schema. */
const VALUES = [...HOSTILE, ...INSTANTS];

function choicesOf(schema: Schema): Schema[] {
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return choices.length === 0 ? [schema] : choices.map(resolve).flatMap(choicesOf);
}

function sampleOf(schema: Schema): unknown {
  const [first = {}] = choicesOf(resolve(schema));
  if (first.const !== undefined) return first.const;
  if (first.enum) return first.enum[0];
  switch (Array.isArray(first.type) ? first.type[0] : first.type) {
    case "string":
      return first.format === "date-time"
        ? "2027-01-01T00:00:00Z"
        : first.format === "email"
          ? "a@example.com"
          : "scripted";
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "array":
      return [sampleOf(first.items ?? {})];
    case "object": {
      const required = first.required ?? [];
      return Object.fromEntries(required.map((key) => [key, sampleOf(first.properties?.[key] ?? {})]));
    }
    default:
      return null;
  }
}

function resolve(schema: Schema): Schema {
  return schema.$ref ? resolve(document.components.schemas[schema.$ref.split("/").at(-1) ?? ""] ?? {}) : schema;
}

const pathNames = (path: string) => [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);

function fill(path: string, values: Record<string, string>): string {
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent((values[name] ?? "scripted").toWellFormed()).replaceAll("%EF%BF%BD", "%ED%A0%80"),
  );
}

async function send({ method, path, body }: Attempt): Promise<Response> {
  const json = JSON.stringify(body);
  const init = {
    method: method.toUpperCase(),
    ...(body === undefined || method === "get" ? {} : { body: json, headers: { "content-type": "application/json" } }),
  };
  if (path.startsWith("/api/admin") || path.startsWith("/api/openapi")) return await app.as("admin", path, init);
  const headers = { ...init.headers, authorization: `Bearer ${CRON_SECRET}` };
  return await fetch(`${app.url}${path}`, { ...init, headers });
}
