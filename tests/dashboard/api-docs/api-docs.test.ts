import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, it } from "vitest";
import {
  filterGroups,
  findOperation,
  formOf,
  type OperationView,
  readApiDocs,
  type SourceDocument,
} from "../../../lib/dashboard/api-docs/api-docs.ts";
import { requestOf } from "../../../lib/dashboard/api-docs/request.ts";
import { exampleOf, schemaLimits, schemaView, typeOf } from "../../../lib/dashboard/api-docs/schema-view.ts";
import { usedSchemas } from "../../../lib/dashboard/api-docs/used-schemas.ts";
import { openApiDocument } from "../../../lib/http/openapi/document.ts";

const document = openApiDocument("https://cron.example.com") as unknown as SourceDocument;
const docs = readApiDocs(document);
const operation = (id: string): OperationView => {
  const found = findOperation(docs, id);
  if (!found) throw new Error(`there is no operation ${id}`);
  return found;
};
const inOneLine = (schema: Parameters<typeof typeOf>[0]) =>
  typeOf(schema)
    .map(({ text }) => text)
    .join("");

describe("an operation", () => {
  it("tells who may call it, where its parameters go, and what it answers", () => {
    expect(operation("listRuns")).toMatchObject({
      group: "Runs",
      method: "GET",
      path: "/api/admin/cron-logs",
      permission: "analytics:view_all",
      credentials: ["apiKey", "session"],
      body: null,
    });
    const statuses = operation("runJob").answers.map(({ status }) => status);
    expect(statuses).toEqual([200, 202, 400, 401, 403, 404, 413, 422, 429, 500, 503]);
    const places = operation("runJobByPost").parameters.map((parameter) => [parameter.name, parameter.in]);
    expect(Object.fromEntries(places)).toMatchObject({ job: "path", wait: "query", "Idempotency-Key": "header" });
  });

  it("has a curl line that a shell takes as it is meant", () => {
    expect(operation("toggleJob").curl).toBe(
      `curl -X POST -H "Authorization: Bearer $BELFRY_API_KEY" -H "Content-Type: application/json" -d '{"enabled":false,"notes":"too loud at night"}' 'https://cron.example.com/api/admin/cron-jobs/{job}/toggle'`,
    );
    expect(operation("tickByGet").curl).toBe(
      `curl -H "Authorization: Bearer $CRON_SECRET" 'https://cron.example.com/api/cron/tick'`,
    );
    expect(operation("createApiKey").curl).toContain(`-H "Origin: https://cron.example.com"`);
  });

  it("leads to the schemas it speaks of, and to those that these speak of", () => {
    const names = usedSchemas(operation("getRun"), docs).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["RunDetail", "Attempt", "Trigger", "TaskSummary", "Task", "Error"]));
    expect(names).not.toContain("Schedule");
  });

  it("is found by any words of its address, permission and summary", () => {
    const found = (text: string) => filterGroups(docs.groups, text).flatMap(({ operations }) => operations);
    expect(found("POST force-end").map(({ id }) => id)).toEqual(["forceEndRun"]);
    expect(found("retention:manage").map(({ id }) => id)).toEqual(["getRetention", "setRetention"]);
    expect(found("nothing has this name")).toEqual([]);
    expect(found("")).toHaveLength(docs.groups.flatMap(({ operations }) => operations).length);
  });
});

describe("examples", () => {
  const ajv = new Ajv2020({ strict: false, validateSchema: false });
  formats.default(ajv);
  ajv.addSchema(document as object, "api.json");
  const schemas = document.components?.schemas ?? {};

  it("of every named schema are what the schema allows", () => {
    const wrong = Object.entries(schemas).filter(
      ([name, schema]) => !ajv.validate({ $ref: `api.json#/components/schemas/${name}` }, exampleOf(schema, schemas)),
    );
    expect(wrong.map(([name]) => name)).toEqual([]);
  });

  it("of every body are what the route takes", () => {
    const bodies = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
      Object.values(methods).flatMap(({ requestBody }) => {
        const json = requestBody?.content["application/json"];
        return json ? [{ path, json }] : [];
      }),
    );
    expect(bodies.length).toBeGreaterThan(15);
    const resolved = (schema: object) => JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api.json#/'));
    const wrong = bodies.filter(({ json }) => !ajv.validate(resolved(json.schema), json.example));
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

describe("a schema in words", () => {
  it.each([
    [{ type: ["string", "null"] }, "string | null"],
    [{ type: "array", items: { $ref: "#/components/schemas/Run" } }, "Run[]"],
    [{ type: "array", items: { enum: ["a", "b"] } }, '("a" | "b")[]'],
    [{ type: "object", additionalProperties: { type: "integer" } }, "{ [name]: integer }"],
    [{ type: "string", format: "date-time" }, "string (date-time)"],
    [{}, "any"],
  ])("%j is %s", (schema, words) => {
    expect(inOneLine(schema)).toBe(words);
  });

  it("tells limits and defaults", () => {
    expect(schemaLimits({ type: "integer", minimum: 1, maximum: 200, default: 50 })).toEqual([
      "1 to 200",
      "default 50",
    ]);
    expect(schemaLimits({ type: "string", minLength: 1 })).toEqual(["not empty"]);
  });

  it("puts inner fields behind theirs, one step deeper, and shapes beside each other", () => {
    const inner = { type: "object", properties: { b: { type: "string" } } };
    const { fields } = schemaView({ type: "object", properties: { a: inner }, required: ["a"] });
    expect(fields.map(({ name, depth, required }) => [name, depth, required])).toEqual([
      ["a", 0, true],
      ["b", 1, false],
    ]);
    expect(schemaView({ anyOf: [inner, inner] }).variants).toHaveLength(2);
  });
});

describe("a filled form", () => {
  const fields: Record<string, string> = {
    "path:job": "a b/c",
    "query:wait": "",
    "query:params": "size=2&deep=true",
    "header:Idempotency-Key": "k-1",
    body: '{"size": 2}',
  };
  const read = (field: string) => fields[field] ?? "";
  const form = formOf(operation("runJobByPost"));

  it("is a request with everything in its place, and without what is empty", () => {
    const { url, init } = requestOf(form, read, "");
    expect(url).toBe("/api/cron/a%20b%2Fc?size=2&deep=true");
    expect(init).toMatchObject({
      method: "POST",
      headers: { "Idempotency-Key": "k-1", "content-type": "application/json" },
      body: '{"size": 2}',
      credentials: "same-origin",
    });
  });

  it("sends the bearer and then no cookie", () => {
    const { init } = requestOf(form, read, "bfy_x");
    expect(init).toMatchObject({ credentials: "omit", headers: { authorization: "Bearer bfy_x" } });
  });
});
