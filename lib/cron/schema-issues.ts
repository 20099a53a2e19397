import { z } from "zod";
import type { ParamIssue } from "./errors.ts";

export type Checked<Data> = { success: true; data: Data } | { success: false; issues: ParamIssue[] };

const { localeError: english } = z.locales.en();

/** What a schema makes of a value, or its complaints as the engine tells them: in English, with the rule of each. */
export function checkWith<Schema extends z.ZodType>(schema: Schema, value: unknown): Checked<z.output<Schema>> {
  const words = new Set<string>();
  // Zod asks for words only where the schema has none of its own.
  const error = (issue: z.core.$ZodRawIssue) => {
    const message = textOf(english(issue));
    words.add(message);
    return message;
  };
  const parsed = schema.safeParse(value, { error });
  if (parsed.success) return parsed;
  const issues = parsed.error.issues.map((issue) => ({
    path: issue.path.join("."),
    message: issue.message,
    ...(words.has(issue.message) && { rule: issue }),
  }));
  return { success: false, issues };
}

/** `count: expected a number; (root): …`, for messages that have nothing but text. */
export function issuesText(issues: readonly ParamIssue[]): string {
  return issues.map(({ path, message }) => `${path || "(root)"}: ${message}`).join("; ");
}

function textOf(told: ReturnType<typeof english>): string {
  return (typeof told === "string" ? told : told?.message) ?? "Invalid input";
}
