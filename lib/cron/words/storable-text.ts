/**
 * Text that a row can keep and that a browser, a log and JSON read alike: without NUL, which Postgres refuses, and
 * without halves of characters (lone surrogates), which become something else on the way. The one rule for whatever
 * comes from outside: bodies, queries, forms, paths and pages.
 */
export function isStorable(text: string): boolean {
  return !text.includes("\0") && text.isWellFormed();
}

const UNSTORABLE = "has a character that cannot be kept: NUL, or half of a character";

/** Named of one value: a body of nothing else must not become a long answer. */
const MAX_PLACES = 10;

/** What is to be said of a value with text that is not storable, the first places of it; empty where all is. */
export function unstorableIssues(value: unknown): { path: string; message: string }[] {
  return unstorablePlaces(value)
    .slice(0, MAX_PLACES)
    .map((path) => ({ path, message: UNSTORABLE }));
}

/** Where a value (of JSON, a query or a form) has text that is not storable, keys included; "" is the value itself. */
export function unstorablePlaces(value: unknown, path = ""): string[] {
  if (typeof value === "string") return isStorable(value) ? [] : [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if (!isStorable(key)) return [path];
    return unstorablePlaces(inner, path === "" ? key : `${path}.${key}`);
  });
}
