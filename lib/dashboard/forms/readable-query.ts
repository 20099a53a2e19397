import { z } from "zod";
import { type Issue, issueOfSchema } from "../words/issue-words.ts";

/** What could be read of an address that a person may have edited. */
export interface ReadableQuery<Query> {
  query: Query;
  /** The part of the address that was understood. */
  kept: Record<string, string>;
  /** What was left out, and why. */
  problems: Issue[];
}

/**
 * Reads the query of a page: a key that is empty counts as absent, and one that cannot be read is left out and named.
 * @param schema of an object whose keys may all be absent
 */
export function readableQuery<Schema extends z.ZodType>(
  schema: Schema,
  address: Record<string, string>,
): ReadableQuery<z.output<Schema>> {
  const given = Object.fromEntries(Object.entries(address).filter(([, value]) => value !== ""));
  const parsed = schema.safeParse(given);
  if (parsed.success) return { query: parsed.data, kept: given, problems: [] };
  const { issues } = parsed.error;
  const wrong = issues.flatMap((issue) => (issue.code === "unrecognized_keys" ? issue.keys : issue.path));
  const kept = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.includes(name)));
  return { query: schema.parse(kept), kept, problems: issues.map(issueOfSchema) };
}

/** A number in a query, within bounds. Whatever is wrong with it, the answer says what was expected. */
export function wholeNumber(from: number, to: number) {
  const error = `expected a whole number from ${from} to ${to}`;
  return z.coerce.number({ error }).int({ error }).min(from, { error }).max(to, { error });
}
