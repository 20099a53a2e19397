import type { ApiDocs, NamedSchema, OperationView } from "./api-docs.ts";
import type { SchemaView, TypePart } from "./schema-types.ts";

/** The named schemas that an operation speaks of, and those that these speak of, by name. */
export function usedSchemas(operation: OperationView, { schemas }: Pick<ApiDocs, "schemas">): NamedSchema[] {
  const byName = new Map(schemas.map((schema) => [schema.name, schema]));
  const used = new Set<string>();
  const waiting = namesInOperation(operation);
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const schema = byName.get(name);
    if (!schema || used.has(name)) continue;
    used.add(name);
    waiting.push(...namesIn(schema.view));
  }
  return schemas.filter(({ name }) => used.has(name));
}

function namesInOperation({ parameters, body, answers }: OperationView): string[] {
  const contents = answers.flatMap(({ content }) => content.map(({ schema }) => schema));
  const views = [body?.schema ?? null, ...contents].filter((view) => view !== null);
  return [...parameters.flatMap(({ type }) => refsOf(type)), ...views.flatMap(namesIn)];
}

function namesIn({ type, fields, variants }: SchemaView): string[] {
  return [...refsOf(type), ...fields.flatMap((field) => refsOf(field.type)), ...variants.flatMap(namesIn)];
}

const refsOf = (type: readonly TypePart[]) => type.flatMap(({ ref }) => ref ?? []);
