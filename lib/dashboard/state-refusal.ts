import type { Json } from "../cron/ports.ts";

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
