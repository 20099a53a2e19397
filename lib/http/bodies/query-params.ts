import { z } from "zod";
import { ApiError, invalidInput, requireStorable } from "../../auth/refusals.ts";
import { DEBUG_PARAM } from "../../cron/jobs/params.ts";
import type { ParamsSchema } from "../../cron/jobs/schemas.ts";

/** Parameters are small: a larger body is a mistake or an attack. */
const MAX_BODY_BYTES = 64 * 1024;

/** Schemas and serializers walk a value by calling themselves: what is nested deeper would end their stack. */
const MAX_DEPTH = 64;

/**
 * Reads a JSON body, whatever its content type says (curl -d sends none that fits).
 * @returns the parsed value, or undefined when there is no body
 * @throws ApiError 400 when it is not JSON or nested deeper than 64, 413 when it is larger than 64 KiB
 */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readBody(request, MAX_BODY_BYTES);
  if (text.trim() === "") return undefined;
  if (depthOf(text) > MAX_DEPTH) {
    throw new ApiError(`The body is nested deeper than ${MAX_DEPTH} levels`, { status: 400, code: "bad_json" });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new ApiError(`The body must be JSON: ${message}`, { status: 400, code: "bad_json", cause });
  }
}

/** How deep JSON text is nested; brackets inside of strings do not count. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const [sign] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (sign === "[" || sign === "{") deepest = Math.max(deepest, ++depth);
    else if (sign === "]" || sign === "}") depth -= 1;
  }
  return deepest;
}

/**
 * The body as text, read only as far as it may go on.
 * @throws ApiError 413 when it is larger than `mostBytes`, as soon as that is known
 */
export async function readBody(request: Request, mostBytes: number): Promise<string> {
  if (Number(request.headers.get("content-length")) > mostBytes) throw tooLarge(mostBytes);
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw tooLarge(mostBytes);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

function tooLarge(mostBytes: number): ApiError {
  return new ApiError(`The body must be at most ${mostBytes / 1024} KiB`, { status: 413, code: "too_large" });
}

/** Query keys that speak to the route, not to the job. */
const RESERVED = new Set(["wait"]);

interface Field {
  /** Several when the value may also be null. */
  type?: string | string[] | undefined;
  anyOf?: Field[] | undefined;
  items?: Field | undefined;
  secret?: boolean | undefined;
}

/**
 * A job's parameters from a request: the JSON body if there is one, else the query string.
 * @throws ApiError 400 for bad JSON or both at once, 413, 422 for a secret in the query string
 */
export async function readParams(request: Request, schema: ParamsSchema): Promise<unknown> {
  const query = queryParams(new URL(request.url).searchParams, schema);
  const body = request.method === "GET" ? undefined : await readJson(request);
  requireStorable("parameters", body ?? query);
  if (body === undefined) return query;
  if (Object.keys(query).length === 0) return body;
  throw new ApiError("Parameters came in the body and in the query string; send them in one of the two", {
    status: 400,
    code: "ambiguous_params",
  });
}

/**
 * Query values are text; the job's schema says what each stands for: a number, `true`/`false`, a list (repeated or
 * separated by commas), JSON for objects, else the text itself. What cannot be read that way stays text, and keys the
 * schema does not know stay in, so that the one check by the schema refuses both.
 */
export function queryParams(query: URLSearchParams, schema: ParamsSchema): Record<string, unknown> {
  const fields = fieldsOf(schema);
  const values = new Map<string, unknown>();
  for (const key of new Set(query.keys())) {
    if (RESERVED.has(key)) continue;
    const field = fields.get(key);
    if (field?.secret) throw secretInQuery(key);
    values.set(key, readValue(query.getAll(key), field ?? {}));
  }
  return Object.fromEntries(values);
}

function fieldsOf(schema: ParamsSchema): Map<string, Field> {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return new Map([...(Object.entries(properties) as [string, Field][]), [DEBUG_PARAM, { type: "boolean" }]]);
}

function readValue(texts: readonly string[], field: Field): unknown {
  const types = [field, ...(field.anyOf ?? [])].flatMap(({ type }) => type ?? []);
  const items = field.items ?? field.anyOf?.find(({ type }) => type === "array")?.items ?? {};
  if (types.includes("array")) return texts.flatMap((text) => text.split(",")).map((text) => readValue([text], items));
  if (texts.length > 1) return texts;
  const text = texts[0] ?? "";
  if (types.includes("number") || types.includes("integer")) return readNumber(text);
  if (types.includes("boolean")) return readBoolean(text);
  return types.includes("object") ? readObject(text) : text;
}

function readNumber(text: string): number | string {
  return text.trim() !== "" && Number.isFinite(Number(text)) ? Number(text) : text;
}

function readBoolean(text: string): boolean | string {
  if (text === "true") return true;
  return text === "false" ? false : text;
}

function readObject(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

/** Query strings end in access logs (engine-schema rule 57). */
function secretInQuery(key: string): ApiError {
  return invalidInput("parameters", [
    { path: key, message: "is secret: send it in a JSON body, never in the address" },
  ]);
}
