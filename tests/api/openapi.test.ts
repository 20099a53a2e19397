import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { openApiDocument } from "../../lib/http/openapi/document.ts";
import { OPERATIONS } from "../../lib/http/openapi/operations.ts";
import { pathOf } from "../../lib/http/openapi/parameters.ts";
import type { AdminRules } from "../../lib/http/routes/admin-route.ts";
import { routeFiles } from "../support/http-server.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const document = openApiDocument("https://cron.example.com");

interface Described {
  operationId: string;
  summary: string;
  tags: string[];
  security: object[];
  parameters?: { name: string; in: string; required?: boolean }[];
  responses: Record<string, { $ref?: string; description?: string }>;
  [extension: `x-${string}`]: unknown;
}

const described = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
  Object.entries(item as Record<string, Described>).map(([method, operation]) => ({ path, method, ...operation })),
);

describe("the API's document", () => {
  it("is valid OpenAPI 3.1", async () => {
    const { valid, errors } = await new Validator().validate(structuredClone({ ...document }));
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
  });

  it("leads with each reference to something, and keeps no component that none leads to", () => {
    const references = new Set(referencesIn(document));
    const dangling = [...references].filter((reference) => resolveIn(document, reference) === undefined);
    expect(dangling).toEqual([]);
    const { securitySchemes: _, ...kept } = document.components ?? {};
    const components = Object.entries(kept).flatMap(([kind, named]) =>
      Object.keys(named ?? {}).map((name) => `#/components/${kind}/${name}`),
    );
    expect(components.length).toBeGreaterThan(20);
    expect(components.filter((component) => !references.has(component))).toEqual([]);
  });

  it("declares what stands in braces in a path as its parameters, and nothing else", () => {
    for (const { operationId, path, parameters = [] } of described) {
      const declared = parameters.filter((parameter) => parameter.in === "path");
      expect([operationId, declared.map(({ name }) => `{${name}}`)]).toEqual([
        operationId,
        path.match(/\{\w+\}/g) ?? [],
      ]);
      expect([operationId, declared.every(({ required }) => required)]).toEqual([operationId, true]);
    }
  });

  it("has an operation for every method of every route file, and none too many", async () => {
    const found = (await Promise.all(routeFiles().map(readHandlers))).flatMap((handlers) => Object.keys(handlers));
    expect([...new Set(OPERATIONS.map(({ route }) => route))].sort()).toEqual(found.sort());
  });

  it("tells of each admin route the permission and the very schemas that the route checks", async () => {
    const handlers: Record<string, Handler> = Object.assign({}, ...(await Promise.all(routeFiles().map(readHandlers))));
    const differing = OPERATIONS.flatMap(({ route, access, query, body }) => {
      if (access.kind !== "permission") return [];
      const { kind: _, ...told } = access;
      const { query: checkedQuery, body: checkedBody, ...checked } = handlers[route]?.rules ?? {};
      return [
        ...(isDeepStrictEqual(told, checked) ? [] : [`${route} is opened by another permission`]),
        ...(query === checkedQuery ? [] : [`${route} checks its query with another schema`]),
        ...(body === checkedBody ? [] : [`${route} checks its body with another schema`]),
      ];
    });
    expect(differing).toEqual([]);
  });

  it("says of every operation what it does, who may, and what it answers, under an id of its own", () => {
    expect(described).toHaveLength(OPERATIONS.length);
    expect(new Set(described.map(({ operationId }) => operationId)).size).toBe(described.length);
    for (const { operationId, path, summary, tags, security, responses } of described) {
      expect([operationId, summary !== "", tags.length]).toEqual([operationId, true, 1]);
      expect([operationId, Object.keys(responses).some((status) => status < "300")]).toEqual([operationId, true]);
      const isOpen = path === "/api/health" || /^\/api\/(auth|unsubscribe)\//.test(path);
      expect([operationId, security.length === 0]).toEqual([operationId, isOpen]);
    }
  });

  it("declares the bearers, so that Postman and Insomnia ask for them", () => {
    expect(document.components?.securitySchemes).toMatchObject({
      apiKey: { type: "http", scheme: "bearer" },
      cronSecret: { type: "http", scheme: "bearer" },
      session: { type: "apiKey", in: "cookie" },
    });
    expect(document.servers).toEqual([{ url: "https://cron.example.com" }]);
    expect(securityOf("listRuns")).toEqual([{ apiKey: [] }, { session: [] }]);
    expect(securityOf("runJobByPost")).toEqual([{ cronSecret: [] }]);
  });

  it("offers no key where a key could make more holders of keys, or where a person is meant", () => {
    for (const id of ["createApiKey", "inviteMember", "getProfile"]) {
      expect([id, securityOf(id)]).toEqual([id, [{ session: [] }]]);
    }
  });

  it("names the export as CSV and as NDJSON beside the page of JSON", () => {
    const [, item] = Object.entries(document.paths ?? {}).find(([path]) => path === "/api/admin/cron-logs") ?? [];
    const types = Object.keys(Object(item).get.responses[200].content);
    expect(types).toEqual(["application/json", "text/csv", "application/x-ndjson"]);
  });
});

interface Handler {
  rules?: Partial<AdminRules<z.ZodType, z.ZodType>>;
}

async function readHandlers({ file, pattern }: { file: string; pattern: string }): Promise<Record<string, Handler>> {
  const module = (await import(resolve(import.meta.dirname, "../..", file))) as Record<string, Handler>;
  const methods = METHODS.filter((method) => method in module);
  return Object.fromEntries(methods.map((method) => [`${method} ${pattern}`, module[method] ?? {}]));
}

function securityOf(id: string): object[] | undefined {
  const operation = OPERATIONS.find((one) => one.id === id);
  return described.find(({ path, operationId }) => operation && pathOf(operation) === path && operationId === id)
    ?.security;
}

function referencesIn(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) =>
    key === "$ref" && typeof part === "string" ? [part] : referencesIn(part),
  );
}

/** What a JSON pointer of the document itself leads to; importers fetch nothing. */
function resolveIn(root: object, reference: string): unknown {
  if (!reference.startsWith("#/")) return undefined;
  const names = reference
    .slice(2)
    .split("/")
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"));
  return names.reduce<unknown>((place, name) => Object(place)[name], root);
}
