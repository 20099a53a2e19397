import { z } from "zod";
import type { ZodOpenApiOperationObject } from "zod-openapi";
import type { Operation } from "./operation.ts";

const SEGMENT = /\[(?:\.{3})?(\w+)\]/g;

const PATH_PARAMETERS: Record<string, z.ZodType> = {
  job: z.string().describe("Name or alias of a job"),
  rule: z.string().describe("Name of a rule of alerts"),
  id: z.string().describe("Its id"),
};

/** The address as OpenAPI writes it: `/api/admin/runs/{id}`. */
export function pathOf({ route, path }: Operation): string {
  return path ?? patternOf(route).replace(SEGMENT, "{$1}");
}

/** What an operation takes beside its body. */
export function parametersOf(operation: Operation): Pick<ZodOpenApiOperationObject, "requestParams" | "parameters"> {
  const { query, jobParams, repeatable } = operation;
  const path = segmentsOf(operation);
  const requestParams = {
    ...(path && { path }),
    ...(query && { query: fieldsOf(query) }),
    ...(jobParams && { query: z.object({ wait: z.enum(["false"]).optional().describe("Answers 202 at once") }) }),
    ...(repeatable && { header: repeatKey }),
  };
  return { requestParams, ...(jobParams && { parameters: [JOB_PARAMETERS] }) };
}

const repeatKey = z.object({
  "Idempotency-Key": z
    .string()
    .optional()
    .describe("Makes a repeated call the same run: 1 to 200 printable characters without spaces"),
});

const JOB_PARAMETERS = {
  in: "query",
  name: "params",
  description: "The job's own parameters, each as a parameter of its own",
  style: "form",
  explode: true,
  schema: { type: "object", additionalProperties: true },
} as const;

function patternOf(route: Operation["route"]): string {
  return route.slice(route.indexOf(" ") + 1);
}

function segmentsOf({ route, path }: Operation): z.ZodObject | null {
  if (path !== undefined) return null;
  const names = [...patternOf(route).matchAll(SEGMENT)].map(([, name = ""]) => name);
  if (names.length === 0) return null;
  return z.object(Object.fromEntries(names.map((name) => [name, PATH_PARAMETERS[name] ?? z.string()])));
}

/** The fields of a query; what is done to it before they are read (empty values dropped) says nothing about them. */
function fieldsOf(query: z.ZodType): z.ZodObject {
  const schema = query instanceof z.ZodPipe ? query.out : query;
  if (schema instanceof z.ZodObject) return schema;
  throw new TypeError(`Expected the schema of a query to be an object, got ${schema.constructor.name}`);
}
