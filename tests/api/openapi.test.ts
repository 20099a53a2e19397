import { resolve } from "node:path";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import type { AdminRules } from "../../lib/http/admin-route.ts";
import { openApiDocument } from "../../lib/http/openapi/document.ts";
import type { Operation } from "../../lib/http/openapi/operation.ts";
import { OPERATIONS } from "../../lib/http/openapi/operations.ts";
import { pathOf } from "../../lib/http/openapi/parameters.ts";
import { routeFiles } from "../support/http-server.ts";

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE"];
const document = openApiDocument("https://cron.example.com");

interface Described {
  operationId: string;
  summary: string;
  tags: string[];
  security: object[];
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

  it("has an operation for every method of every route file, and none too many", async () => {
    const found = (await Promise.all(routeFiles().map(readHandlers))).flatMap((handlers) => Object.keys(handlers));
    expect([...new Set(OPERATIONS.map(({ route }) => route))].sort()).toEqual(found.sort());
  });

  it("tells of each admin route the permission and the very schemas that the route checks", async () => {
    const handlers = Object.assign({}, ...(await Promise.all(routeFiles().map(readHandlers))));
    const told = OPERATIONS.filter(({ access }) => access.kind === "permission");
    expect(told.map((operation) => [operation.route, rulesIn(operation)])).toEqual(
      told.map(({ route }) => [route, expect.objectContaining(handlers[route]?.rules ?? { none: true })]),
    );
    for (const { route, query, body } of told) {
      expect([route, handlers[route].rules.query === query, handlers[route].rules.body === body]).toEqual([
        route,
        true,
        true,
      ]);
    }
  });

  it("says of every operation what it does, who may, and what it answers, under an id of its own", () => {
    expect(described).toHaveLength(OPERATIONS.length);
    expect(new Set(described.map(({ operationId }) => operationId)).size).toBe(described.length);
    for (const { operationId, path, summary, tags, security, responses } of described) {
      expect([operationId, summary !== "", tags.length]).toEqual([operationId, true, 1]);
      expect([operationId, Object.keys(responses).some((status) => status < "300")]).toEqual([operationId, true]);
      const isOpen = path === "/api/health" || path.startsWith("/api/auth/");
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
    expect(securityOf("convertImage")).toEqual([{ apiKey: [] }, { session: [] }, { cronSecret: [] }]);
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
  rules?: AdminRules<never, never>;
}

async function readHandlers({ file, pattern }: { file: string; pattern: string }): Promise<Record<string, Handler>> {
  const module = (await import(resolve(import.meta.dirname, "../..", file))) as Record<string, Handler>;
  const methods = METHODS.filter((method) => method in module);
  return Object.fromEntries(methods.map((method) => [`${method} ${pattern}`, module[method] ?? {}]));
}

/** What an operation says its route demands. */
function rulesIn({ access, query, body }: Operation): object {
  if (access.kind !== "permission") return {};
  const { kind: _, ...rules } = access;
  return { ...rules, ...(query && { query }), ...(body && { body }) };
}

function securityOf(id: string): object[] | undefined {
  const operation = OPERATIONS.find((one) => one.id === id);
  return described.find(({ path, operationId }) => operation && pathOf(operation) === path && operationId === id)
    ?.security;
}
