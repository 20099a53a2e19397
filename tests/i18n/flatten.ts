/** Messages by their whole keys, such as `jobs.table.schedule`. */
export function flatten(messages: object, prefix = ""): Map<string, string> {
  return new Map(
    Object.entries(messages).flatMap(([name, value]): [string, string][] =>
      typeof value === "string" ? [[prefix + name, value]] : [...flatten(value, `${prefix}${name}.`)],
    ),
  );
}
