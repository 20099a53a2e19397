import { type FieldView, refName, type Schema, type Schemas, type SchemaView, type TypePart } from "./schema-types.ts";

/** A schema as people read it. Named schemas are not unfolded: their names lead to them. */
export function schemaView(schema: Schema): SchemaView {
  const shapes = shapesOf(schema);
  const variants = shapes.length > 1 && shapes.some(({ properties }) => properties) ? shapes.map(schemaView) : [];
  return { type: typeOf(schema), fields: variants.length > 0 ? [] : fieldsOf(schema, 0), variants };
}

/** `string | null`, `Run[]`, `"a" | "b"`: the type in one line. */
export function typeOf(schema: Schema): TypePart[] {
  const ref = refName(schema);
  if (ref !== null) return [{ text: ref, ref }];
  if (schema.const !== undefined) return [{ text: JSON.stringify(schema.const) }];
  if (schema.enum) return [{ text: schema.enum.map((value) => JSON.stringify(value)).join(" | ") }];
  const shapes = shapesOf(schema);
  if (shapes.length > 0) return joined(shapes.map(typeOf));
  const types = [schema.type ?? "any"].flat();
  return joined(types.map((type) => namedType(type, schema)));
}

/** What a field may be beside its type: "1 to 200", "default 50". */
export function schemaLimits(schema: Schema): string[] {
  const { minimum, maximum, minLength, maxLength, minItems, pattern } = schema;
  return [
    rangeOf(minimum, maximum),
    minLength === 1 && maxLength === undefined ? "not empty" : rangeOf(minLength, maxLength, " characters"),
    minItems === undefined ? null : `at least ${minItems}`,
    pattern === undefined ? null : `as /${pattern}/`,
    schema.default === undefined ? null : `default ${JSON.stringify(schema.default)}`,
  ].filter((limit) => limit !== null);
}

/** What a field means, and what it may be, in one line. */
export function noteOf(schema: Schema): string {
  return [schema.description, ...schemaLimits(schema)].filter((part) => part !== undefined).join("; ");
}

function shapesOf({ anyOf, oneOf }: Schema): Schema[] {
  return anyOf ?? oneOf ?? [];
}

function fieldsOf(schema: Schema, depth: number): FieldView[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const required = schema.required?.includes(name) ?? false;
    return [{ name, depth, required, type: typeOf(field), note: noteOf(field) }, ...innerFields(field, depth + 1)];
  });
}

/** The fields of an object that stands in place: by itself, in a list, as values by name, or beside null. */
function innerFields(schema: Schema, depth: number): FieldView[] {
  if (schema.properties) return fieldsOf(schema, depth);
  if (schema.items) return innerFields(schema.items, depth);
  if (typeof schema.additionalProperties === "object") return innerFields(schema.additionalProperties, depth);
  const objects = shapesOf(schema).filter(({ properties }) => properties);
  return objects.flatMap((shape) => fieldsOf(shape, depth));
}

function namedType(type: string, schema: Schema): TypePart[] {
  const { format, items, additionalProperties, properties } = schema;
  if (type === "array") return listOf(typeOf(items ?? {}));
  if (type !== "object") return [{ text: format === undefined ? type : `${type} (${format})` }];
  if (properties || typeof additionalProperties !== "object") return [{ text: "object" }];
  return [{ text: "{ [name]: " }, ...typeOf(additionalProperties), { text: " }" }];
}

function listOf(item: TypePart[]): TypePart[] {
  const isUnion = item.some(({ text }) => text.includes(" | "));
  return isUnion ? [{ text: "(" }, ...item, { text: ")[]" }] : [...item, { text: "[]" }];
}

function joined(types: readonly TypePart[][]): TypePart[] {
  return types.flatMap((type, index) => (index === 0 ? type : [{ text: " | " }, ...type]));
}

function rangeOf(from: number | undefined, to: number | undefined, unit = ""): string | null {
  if (from !== undefined && to !== undefined) return `${from} to ${to}${unit}`;
  if (to !== undefined) return `at most ${to}${unit}`;
  return from === undefined || from === 0 ? null : `at least ${from}${unit}`;
}

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
