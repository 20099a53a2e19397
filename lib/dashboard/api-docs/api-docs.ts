import type { RequestForm } from "./request.ts";
import type { Schema, Schemas, SchemaView, TypePart } from "./schema-types.ts";
import { exampleOf, noteOf, schemaView, typeOf } from "./schema-view.ts";

/** The parts of an OpenAPI document that the page shows. */
export interface SourceDocument {
  servers?: { url: string }[];
  tags?: { name: string; description?: string }[];
  paths?: Record<string, Record<string, SourceOperation>>;
  components?: { schemas?: Schemas; responses?: Record<string, SourceResponse> };
}

interface SourceOperation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  security: Record<string, string[]>[];
  "x-permission"?: string;
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema: Schema }[];
  requestBody?: { required?: boolean; content: Record<string, { schema: Schema; example?: unknown }> };
  responses: Record<string, SourceResponse>;
}

interface SourceResponse {
  $ref?: string;
  description?: string;
  headers?: Record<string, { description?: string }>;
  content?: Record<string, { schema?: Schema }>;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
/** A way in: what the caller shows. */
type Credential = "apiKey" | "session" | "cronSecret" | "metricsToken";

interface ParameterView {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  /** It stands for parameters of any names. */
  isAnyNames: boolean;
  type: TypePart[];
  note: string;
}

export interface AnswerView {
  status: number;
  description: string;
  headers: { name: string; note: string }[];
  /** By media type; null: no schema. */
  content: { type: string; schema: SchemaView | null }[];
}

export interface OperationView {
  id: string;
  group: string;
  method: Method;
  path: string;
  summary: string;
  description: string | null;
  permission: string | null;
  /** Any one of them opens it; none: it is open to all. */
  credentials: Credential[];
  parameters: ParameterView[];
  /** `example` is JSON that a person can change. */
  body: { required: boolean; schema: SchemaView; example: string } | null;
  answers: AnswerView[];
  /** What a success looks like, as JSON; null when it is none. */
  answerExample: string | null;
  curl: string;
}

export interface ApiGroup {
  name: string;
  description: string | null;
  operations: OperationView[];
}

export interface NamedSchema {
  name: string;
  description: string | null;
  view: SchemaView;
}

export interface ApiDocs {
  groups: ApiGroup[];
  schemas: NamedSchema[];
}

/** What the page shows of an OpenAPI document: operations by group, and the named schemas. */
export function readApiDocs(document: SourceDocument): ApiDocs {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationView(document, { path, method, operation })),
  );
  const byGroup = Map.groupBy(operations, ({ group }) => group);
  const groups = (document.tags ?? []).map(({ name, description = null }) => ({
    name,
    description,
    operations: byGroup.get(name) ?? [],
  }));
  const schemas = Object.entries(document.components?.schemas ?? {}).map(([name, schema]) => ({
    name,
    description: schema.description ?? null,
    view: schemaView(schema),
  }));
  return { groups, schemas: schemas.toSorted((a, b) => a.name.localeCompare(b.name)) };
}

/** The groups with the operations that contain every word of the text, without those that have none. */
export function filterGroups(groups: readonly ApiGroup[], text: string): ApiGroup[] {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const passes = ({ id, group, method, path, summary, permission }: OperationView) => {
    const all = [id, group, method, path, summary, permission ?? ""].join(" ").toLowerCase();
    return wanted.every((word) => all.includes(word));
  };
  return groups
    .map((group) => ({ ...group, operations: group.operations.filter(passes) }))
    .filter(({ operations }) => operations.length > 0);
}

/** The operation of an id, or null. */
export function findOperation({ groups }: Pick<ApiDocs, "groups">, id: string): OperationView | null {
  return groups.flatMap(({ operations }) => operations).find((operation) => operation.id === id) ?? null;
}

/** What a form that sends the operation has to know of it. */
export function formOf({ method, path, parameters, body }: OperationView): RequestForm {
  const fields = parameters.map(({ name, in: place, required, isAnyNames }) => ({
    ...{ name, in: place, required, isAnyNames },
  }));
  return { method, path, parameters: fields, hasBody: body !== null };
}

interface Source {
  path: string;
  method: string;
  operation: SourceOperation;
}

function operationView(document: SourceDocument, { path, method, operation }: Source): OperationView {
  const { operationId: id, tags, summary, description = null, security, responses } = operation;
  const schemas = document.components?.schemas ?? {};
  const view = {
    id,
    group: tags[0] ?? "",
    method: method.toUpperCase() as Method,
    path,
    summary,
    description,
    permission: operation["x-permission"] ?? null,
    credentials: security.flatMap((way) => Object.keys(way) as Credential[]),
    parameters: (operation.parameters ?? []).map(parameterView),
    body: bodyView(operation, schemas),
    answers: Object.entries(responses).map(([status, answer]) => answerView(document, Number(status), answer)),
    answerExample: answerExample(responses, schemas),
  };
  return { ...view, curl: curlOf(view, document.servers?.[0]?.url ?? "") };
}

function parameterView(parameter: NonNullable<SourceOperation["parameters"]>[number]): ParameterView {
  const { name, required = false, description, schema } = parameter;
  const note = noteOf({ ...schema, ...(description !== undefined && { description }) });
  const isAnyNames = schema.type === "object";
  return { name, in: parameter.in as ParameterView["in"], required, isAnyNames, type: typeOf(schema), note };
}

function bodyView({ requestBody }: SourceOperation, schemas: Schemas): OperationView["body"] {
  const json = requestBody?.content["application/json"];
  if (!json) return null;
  const example = json.example ?? exampleOf(json.schema, schemas);
  return {
    required: requestBody?.required ?? false,
    schema: schemaView(json.schema),
    example: JSON.stringify(example, null, 2),
  };
}

function answerView(document: SourceDocument, status: number, answer: SourceResponse): AnswerView {
  const shared = document.components?.responses?.[answer.$ref?.split("/").at(-1) ?? ""];
  const { description = "", headers = {}, content = {} } = shared ?? answer;
  return {
    status,
    description,
    headers: Object.entries(headers).map(([name, header]) => ({ name, note: header.description ?? "" })),
    content: Object.entries(content).map(([type, { schema }]) => ({
      type,
      schema: schema ? schemaView(schema) : null,
    })),
  };
}

function answerExample(responses: SourceOperation["responses"], schemas: Schemas): string | null {
  const [, success] = Object.entries(responses).find(([status]) => status < "300") ?? [];
  const schema = success?.content?.["application/json"]?.schema;
  return schema ? JSON.stringify(exampleOf(schema, schemas), null, 2) : null;
}

type Callable = Pick<OperationView, "method" | "path" | "parameters" | "body" | "credentials">;

/** The environment variable in which a person is expected to have what the operation asks for. */
const HEADERS: Record<Credential, string> = {
  apiKey: '-H "Authorization: Bearer $BELFRY_API_KEY"',
  cronSecret: '-H "Authorization: Bearer $CRON_SECRET"',
  metricsToken: '-H "Authorization: Bearer $METRICS_TOKEN"',
  session: '-H "Cookie: $BELFRY_COOKIE"',
};

/** A line for a shell that calls the operation. @param serverUrl public address of the application */
function curlOf({ method, path, parameters, body, credentials }: Callable, serverUrl: string): string {
  const query = parameters.filter((parameter) => parameter.in === "query" && parameter.required);
  const address = `${serverUrl}${path}${query.length > 0 ? `?${query.map(({ name }) => `${name}=…`).join("&")}` : ""}`;
  const [credential] = credentials;
  const isChange = method !== "GET";
  return [
    "curl",
    ...(isChange ? [`-X ${method}`] : []),
    ...(credential ? [HEADERS[credential]] : []),
    ...(isChange && credential === "session" ? [`-H "Origin: ${serverUrl}"`] : []),
    ...(body ? ['-H "Content-Type: application/json"', `-d ${quoted(compact(body.example))}`] : []),
    quoted(address),
  ].join(" ");
}

const compact = (json: string): string => JSON.stringify(JSON.parse(json));

/** For a POSIX shell: nothing inside single quotes means anything. */
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
