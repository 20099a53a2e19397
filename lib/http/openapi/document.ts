import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from "zod-openapi";
import { KEY_PERMISSIONS } from "../../auth/permissions.ts";
import { type ApiDocs, readApiDocs, type SourceDocument } from "../../dashboard/api-docs/api-docs.ts";
import { SHARED, standardAnswers } from "./errors.ts";
import type { Access, Answer, Operation, OperationMethod } from "./operation.ts";
import { HEADINGS, OPERATIONS } from "./operations.ts";
import { parametersOf, pathOf } from "./parameters.ts";

type ApiDocument = ReturnType<typeof createDocument>;

const DESCRIPTION = `Everything is JSON. Instants are ISO 8601 UTC, durations milliseconds unless their name says otherwise. Errors have one shape, with one sentence for people (\`error\`) and one word for machines (\`code\`). No answer is cached and none redirects. HEAD answers 405 wherever GET could act.

A session is a cookie and needs an \`Origin\` header for changes; an API key is sent as a bearer and needs none. The cron secret opens \`/api/cron\` and \`/api/convert\`, and nothing below \`/api/admin\`. A right bearer is never limited; after 100 wrong ones in a minute an address is told to wait.`;

const SECURITY_SCHEMES = {
  apiKey: {
    type: "http",
    scheme: "bearer",
    bearerFormat: "bfy_…",
    description: "An API key, which an admin makes with POST /api/admin/api-keys.",
  },
  cronSecret: { type: "http", scheme: "bearer", description: "CRON_SECRET, or CRON_SECRET_PREVIOUS while it rotates." },
  metricsToken: { type: "http", scheme: "bearer", description: "METRICS_TOKEN." },
  session: {
    type: "apiKey",
    in: "cookie",
    name: "belfry.session_token",
    description: "What signing in sets. Off localhost its name begins with __Secure-.",
  },
} as const;

let built: ApiDocument | undefined;

/** The OpenAPI 3.1 document of the API. @param serverUrl public address of this application */
export function openApiDocument(serverUrl: string): ApiDocument {
  built ??= build();
  return { ...built, servers: [{ url: serverUrl }] };
}

function build(): ApiDocument {
  const document = createDocument(
    {
      openapi: "3.1.0",
      info: { title: "Belfry", version: "1", description: DESCRIPTION, license: { name: "MIT", identifier: "MIT" } },
      tags: Object.entries(HEADINGS).map(([name, description]) => ({ name, description })),
      paths: pathsOf(OPERATIONS),
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    { override: ({ jsonSchema }) => simplify(jsonSchema), allowEmptySchema: { custom: true } },
  );
  return withNamedJson(document);
}

function pathsOf(operations: readonly Operation[]): NonNullable<ZodOpenApiObject["paths"]> {
  const byPath = Map.groupBy(operations, pathOf);
  return Object.fromEntries(
    [...byPath].map(([path, those]) => [path, Object.fromEntries(those.map((one) => [methodOf(one), toOpenApi(one)]))]),
  );
}

export function methodOf({ route }: Operation): Lowercase<OperationMethod> {
  return route.slice(0, route.indexOf(" ")).toLowerCase() as Lowercase<OperationMethod>;
}

function toOpenApi(operation: Operation): ZodOpenApiOperationObject {
  const { id, tag, summary, description, access, body } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: securityOf(access),
    ...(access.kind === "permission" && { "x-permission": access.permission }),
    ...parametersOf(operation),
    ...(body && { requestBody: requestBody(operation, body) }),
    ...(operation.jobParams === "query or body" && { requestBody: { content: { "application/json": ANY_PARAMS } } }),
    responses: responsesOf(operation),
  };
}

const ANY_PARAMS = { schema: z.looseObject({}).describe("The job's own parameters"), example: {} };

function requestBody({ example }: Operation, schema: z.ZodType) {
  const required = !schema.safeParse({}).success;
  return { required, content: { "application/json": { schema, ...(example !== undefined && { example }) } } };
}

function securityOf(access: Access): Record<string, string[]>[] {
  switch (access.kind) {
    case "open":
      return [];
    case "secret":
      return [{ cronSecret: [] }];
    case "metrics":
      return [{ metricsToken: [] }];
    case "permission": {
      const { permission, personOnly = false, orCronSecret = false } = access;
      const takesKeys = !personOnly && KEY_PERMISSIONS.includes(permission);
      return [...(takesKeys ? [{ apiKey: [] }] : []), { session: [] }, ...(orCronSecret ? [{ cronSecret: [] }] : [])];
    }
  }
}

/** Takes out what a format or a type says already: zod repeats it as patterns and limits that nobody can read. */
function simplify(schema: { [key: string]: unknown }): void {
  if (schema.format === "date-time" || schema.format === "uuid") delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  delete schema.propertyNames;
}

/** zod gives each `z.json()` a schema of its own without a name; all of them are any JSON value. */
function withNamedJson(document: ApiDocument): ApiDocument {
  return JSON.parse(JSON.stringify(document).replaceAll(/__schema\d+/g, "Json")) as ApiDocument;
}

/** Every answer of an operation by status: its own, and those that any route of its kind can give. */
function responsesOf(operation: Operation): ZodOpenApiResponsesObject {
  const answers = { ...standardAnswers(operation), ...operation.answers };
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [status, shared.get(answer) ?? toResponse(answer)]),
  );
}

/** The very same object each time: that is how the document knows a response again and refers to it. */
const shared: ReadonlyMap<Answer, ZodOpenApiResponseObject> = new Map(
  [...SHARED].map(([answer, id]) => [answer, { ...toResponse(answer), id }]),
);

function toResponse({ description, schema, media = {}, headers }: Answer): ZodOpenApiResponseObject {
  const types = { ...(schema && { "application/json": schema }), ...media };
  const content = Object.entries(types).map(([type, body]) => [type, body === null ? {} : { schema: body }]);
  return {
    description,
    ...(content.length > 0 && { content: Object.fromEntries(content) }),
    ...(headers && { headers: z.object(headersOf(headers)) }),
  };
}

function headersOf(headers: Record<string, string>): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, text]) => [name, z.string().optional().describe(text)]),
  );
}

const known = new Map<string, ApiDocs>();

/** What /docs/api shows. @param serverUrl public address of this application */
export function apiDocs(serverUrl: string): ApiDocs {
  const docs = known.get(serverUrl) ?? readApiDocs(openApiDocument(serverUrl) as unknown as SourceDocument);
  known.set(serverUrl, docs);
  return docs;
}
