import { z } from "zod";
import type { ZodOpenApiResponseObject, ZodOpenApiResponsesObject } from "zod-openapi";
import { SHARED, standardAnswers } from "./errors.ts";
import type { Answer, Operation } from "./operation.ts";

/** Every answer of an operation by status: its own, and those that any route of its kind can give. */
export function responsesOf(operation: Operation): ZodOpenApiResponsesObject {
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
