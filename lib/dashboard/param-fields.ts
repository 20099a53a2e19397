import { z } from "zod";
import type { AnyJob } from "../cron/define-job.ts";
import type { Json } from "../cron/ports.ts";
import type { ParamField } from "./form-params.ts";

const property = z.looseObject({
  type: z.string().optional(),
  enum: z.array(z.unknown()).optional(),
  items: z.looseObject({ type: z.string().optional() }).optional(),
  default: z.json().optional(),
  description: z.string().optional(),
  secret: z.boolean().optional(),
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
    const initial = schema.secret ? undefined : (given[name] ?? schema.default);
    return {
      name,
      kind,
      initial: initial === undefined || initial === null ? "" : shown(initial, kind),
      required: required.includes(name),
      description: schema.description ?? null,
      options: (schema.enum ?? []).map(String),
      secret: schema.secret ?? false,
    };
  });
}

const MASK = "••••••";

/** Stored parameters with the values of secret fields masked. */
export function maskSecrets(job: AnyJob | null, params: Json): Json {
  if (job === null || !isObject(params)) return params;
  const secret = secretNames(job);
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, secret.has(name) ? MASK : value]));
}

/** Parameters that were read masked and come back changed: a secret that is still masked keeps its stored value. */
export function unmaskSecrets(job: AnyJob, params: Json, stored: Json): Json {
  if (!isObject(params) || !isObject(stored)) return params;
  const secret = secretNames(job);
  const kept = (name: string, value: Json) => (secret.has(name) && value === MASK ? (stored[name] ?? value) : value);
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, kept(name, value)]));
}

function secretNames(job: AnyJob): Set<string> {
  const secret = paramFields(job).filter((field) => field.secret);
  return new Set(secret.map((field) => field.name));
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
