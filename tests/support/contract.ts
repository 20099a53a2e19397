import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { openApiDocument } from "../../lib/http/openapi/document.ts";
import type { Operation } from "../../lib/http/openapi/operation.ts";
import { OPERATIONS } from "../../lib/http/openapi/operations.ts";
import { pathOf } from "../../lib/http/openapi/parameters.ts";

/** One call of a route, as it came and as it was answered. */
export interface Exchange {
  method: string;
  /** The route file's: `/api/admin/runs/[id]`. */
  pattern: string;
  pathname: string;
  status: number;
  contentType: string | null;
  /** The parsed body of an answer of JSON; null of any other. */
  body: unknown;
}

const DOCUMENT = "api.json";
const validators = new Map<string, ValidateFunction>();
let ajv: Ajv2020 | undefined;

/** What the API's document does not allow about an answer, in a sentence; null when it is as promised. */
export function breachOf(exchange: Exchange): string | null {
  const operation = operationOf(exchange);
  if (!operation) return null;
  const { status, contentType, body } = exchange;
  const what = `${exchange.method} ${exchange.pathname} answered ${status}`;
  const at = ["paths", pathOf(operation), exchange.method.toLowerCase(), "responses", String(status)];
  const promised = lookUp(at);
  if (!promised) return `${what}, which ${operation.id} does not promise: ${JSON.stringify(body)}`;
  if (status === 304) return null;
  const mediaType = contentType?.split(";")[0] ?? "application/json";
  if (!promised.response.content?.[mediaType]) return `${what} as ${contentType}, which it does not promise`;
  if (mediaType !== "application/json") return null;
  const validate = validatorAt([...promised.at, "content", mediaType, "schema"]);
  if (validate(body)) return null;
  return `${what}: ${ajvOf().errorsText(validate.errors)} in ${JSON.stringify(body).slice(0, 500)}`;
}

/** Whether a value is what a named schema of the document says. */
export function isSchema(name: string, value: unknown): boolean {
  return validatorAt(["components", "schemas", name])(value);
}

/** Next answers methods that a route does not have, and HEAD is refused: no operation of its own. */
function operationOf({ method, pattern, pathname }: Exchange): Operation | undefined {
  return OPERATIONS.find(({ route, path }) => route === `${method} ${pattern}` && (path ?? pathname) === pathname);
}

interface Found {
  at: string[];
  response: { $ref?: string; content?: Record<string, unknown> };
}

/** A response, or the shared one that it refers to. */
function lookUp(at: string[]): Found | null {
  const response = at.reduce<unknown>((node, key) => Object(node)[key], openApiDocument("/")) as Found["response"];
  if (!response) return null;
  return response.$ref ? lookUp(response.$ref.slice(2).split("/")) : { at, response };
}

function validatorAt(at: readonly string[]): ValidateFunction {
  const pointer = at.map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1"))).join("/");
  const known = validators.get(pointer);
  if (known) return known;
  const validate = ajvOf().compile({ $ref: `${DOCUMENT}#/${pointer}` });
  validators.set(pointer, validate);
  return validate;
}

function ajvOf(): Ajv2020 {
  if (ajv) return ajv;
  ajv = new Ajv2020({ strict: false, validateSchema: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema(openApiDocument("/"), DOCUMENT);
  return ajv;
}
