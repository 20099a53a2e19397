import { z } from "zod";
import type { AnyJob } from "../../cron/jobs/define-job.ts";
import { holdsSecret } from "../../cron/jobs/secret-params.ts";
import type { Json } from "../../cron/words/json.ts";
import type { ParamField } from "./form-params.ts";

const property = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
  default: z.json().optional(),
  description: z.string().optional(),
});
type Property = z.output<typeof property>;

const objectSchema = z.object({
  properties: z.record(z.string(), property).default({}),
  required: z.array(z.string()).default([]),
});

/**
 * The fields of a job's parameters, in the order the schema declares them.
 * @param values what the form begins with instead of the schema's defaults, for example those of an earlier run
 */
export function paramFields(job: AnyJob, values: Json = null): ParamField[] {
  const { properties, required } = objectSchema.parse(
    z.toJSONSchema(job.params, { io: "input", unrepresentable: "any" }),
  );
  const given = isObject(values) ? values : {};
  return Object.entries(properties).map(([name, schema]) => {
    const kind = kindOf(schema);
    const secret = holdsSecret(job.params, name);
    const initial = secret ? undefined : (given[name] ?? schema.default);
    return {
      name,
      kind,
      initial: initial === undefined || initial === null ? "" : shown(initial, kind),
      required: required.includes(name),
      description: schema.description ?? null,
      options: (schema.enum ?? []).map(String),
      secret,
    };
  });
}

function kindOf({ type, enum: choices, items }: Property): ParamField["kind"] {
  if (choices) return "choice";
  switch (type) {
    case "boolean":
    case "number":
    case "integer":
      return type;
    case "string":
      return "text";
    case "array":
      return items?.type === "string" ? "list" : "json";
    case "object":
      return "json";
    default:
      return "text";
  }
}

function shown(value: Json, kind: ParamField["kind"]): string {
  if (kind === "list" && Array.isArray(value)) return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

const isObject = (value: Json): value is { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value);
