import type { Json } from "../../cron/words/json.ts";

/** One thing that an action changed. */
interface AuditChange {
  /** Dotted path inside the entry; empty for a value that is no object. */
  field: string;
  /** As text; null when there was none. */
  before: string | null;
  after: string | null;
}

/** What differs between the two sides of an audit entry, field by field, in the order of their names' first sight. */
export function auditChanges(before: unknown, after: unknown): AuditChange[] {
  const [left, right] = [flatten(before), flatten(after)];
  const fields = new Set([...left.keys(), ...right.keys()]);
  return [...fields].flatMap((field) => {
    const change = { field, before: left.get(field) ?? null, after: right.get(field) ?? null };
    return change.before === change.after ? [] : [change];
  });
}

/** Leaves by their paths. A list is one value: its items have no names. */
function flatten(value: unknown, path = ""): Map<string, string> {
  if (value === null || value === undefined) return new Map();
  if (typeof value !== "object" || Array.isArray(value)) return new Map([[path, textOf(value)]]);
  const entries = Object.entries(value).flatMap(([name, part]) => [...flatten(part, path ? `${path}.${name}` : name)]);
  return new Map(entries);
}

function textOf(value: unknown): string {
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Imported by the browser: nothing here may load zod or the database. */

/** What the form is told when it may not save, beside the sentence. */
export interface StateRefusal {
  /** What the person wrote, for the form as it is drawn before JavaScript. */
  draft: string;
  /** What somebody else saved meanwhile; null when that was not the reason. */
  conflict: { version: number; by: string; value: Json } | null;
}

/** The refusal among an action's details, or null when they are of another error. */
export function stateRefusalOf(details: unknown): StateRefusal | null {
  const isOne = typeof details === "object" && details !== null && "draft" in details && "conflict" in details;
  return isOne ? (details as StateRefusal) : null;
}
