import { refName, type Schema, type Schemas } from "./schema-types.ts";

const BY_FORMAT: Record<string, string> = {
  "date-time": "2026-11-21T08:00:00.000Z",
  uuid: "01937d2c-4d8a-7c3e-9a41-5f0e6b7c8d90",
  email: "anna@example.com",
};

/** A value that the schema allows, with every property there is, so that people see the shape. */
export function exampleOf(schema: Schema, schemas: Schemas): unknown {
  const ref = refName(schema);
  if (ref !== null) return exampleOf(schemas[ref] ?? {}, withoutSchema(schemas, ref));
  if (schema.const !== undefined) return schema.const;
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  const [shape] = (schema.anyOf ?? schema.oneOf ?? []).filter(({ type }) => type !== "null");
  return shape ? exampleOf(shape, schemas) : ofType(schema, schemas);
}

/** A schema inside of itself is not unfolded again. */
function withoutSchema(schemas: Schemas, name: string): Schemas {
  return { ...schemas, [name]: {} };
}

function ofType(schema: Schema, schemas: Schemas): unknown {
  const [type] = [schema.type].flat().filter((one) => one !== "null");
  switch (type) {
    case "object":
      return objectOf(schema, schemas);
    case "array":
      return [exampleOf(schema.items ?? {}, schemas)];
    case "string":
      return BY_FORMAT[schema.format ?? ""] ?? "…";
    case "integer":
    case "number":
      return Math.max(schema.minimum ?? 0, 1);
    case "boolean":
      return true;
    default:
      return {};
  }
}

function objectOf({ properties = {}, additionalProperties }: Schema, schemas: Schemas): Record<string, unknown> {
  const entries = Object.entries(properties).map(([name, field]) => [name, exampleOf(field, schemas)]);
  const values = typeof additionalProperties === "object" ? additionalProperties : {};
  const isMap = entries.length === 0 && Object.keys(values).length > 0;
  return isMap ? { name: exampleOf(values, schemas) } : Object.fromEntries(entries);
}
