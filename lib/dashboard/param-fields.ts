import { z } from "zod";
import type { AnyJob } from "../cron/define-job.ts";
import type { Json } from "../cron/ports.ts";

/** One field of a form made from a job's parameters. */
export interface ParamField {
  name: string;
  kind: "text" | "number" | "integer" | "boolean" | "choice" | "list" | "json";
  /** The default as the field shows it; "" when there is none. */
  initial: string;
  required: boolean;
  description: string | null;
  /** Of a choice. */
  options: readonly string[];
  /** Stored and shown masked. */
  secret: boolean;
}

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

/** The fields of a job's parameters, in the order the schema declares them. */
export function paramFields(job: AnyJob): ParamField[] {
  const { properties, required } = objectSchema.parse(
    z.toJSONSchema(job.params, { io: "input", unrepresentable: "any" }),
  );
  return Object.entries(properties).map(([name, schema]) => {
    const kind = kindOf(schema);
    return {
      name,
      kind,
      initial: schema.default === undefined ? "" : shown(schema.default, kind),
      required: required.includes(name),
      description: schema.description ?? null,
      options: (schema.enum ?? []).map(String),
      secret: schema.secret ?? false,
    };
  });
}

/**
 * The parameters a filled form stands for: empty fields are left to the schema's defaults, and what is not a number
 * or JSON stays text, so that the schema (not the browser) says what is wrong with it.
 */
export function paramsOfForm(
  fields: readonly ParamField[],
  valueOf: (name: string) => string | null,
): Record<string, Json> {
  const entries = fields.flatMap((field): [string, Json][] => {
    const text = valueOf(field.name);
    if (field.kind === "boolean") return [[field.name, text !== null]];
    return text === null || text.trim() === "" ? [] : [[field.name, parsed(field.kind, text.trim())]];
  });
  return Object.fromEntries(entries);
}

const MASK = "••••••";

/** Stored parameters with the values of secret fields masked. */
export function maskSecrets(job: AnyJob | null, params: Json): Json {
  if (job === null || params === null || typeof params !== "object" || Array.isArray(params)) return params;
  const secret = new Set(
    paramFields(job)
      .filter((field) => field.secret)
      .map((field) => field.name),
  );
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, secret.has(name) ? MASK : value]));
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

function parsed(kind: ParamField["kind"], text: string): Json {
  switch (kind) {
    case "number":
    case "integer":
      return Number.isFinite(Number(text)) ? Number(text) : text;
    case "list":
      return text
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== "");
    case "json":
      return parseJson(text);
    case "boolean":
    case "choice":
    case "text":
      return text;
  }
}

function parseJson(text: string): Json {
  const result = z
    .string()
    .transform((value, context) => {
      try {
        return z.json().parse(JSON.parse(value));
      } catch (error) {
        context.addIssue({ code: "custom", message: String(error) });
        return z.NEVER;
      }
    })
    .safeParse(text);
  return result.success ? result.data : text;
}
