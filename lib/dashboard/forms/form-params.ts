import type { Json } from "../../cron/words/json.ts";

/** Imported by the browser: nothing here may load zod or the database. */

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

/**
 * The parameters a filled form stands for: empty fields are left to the schema's defaults, and what is not a number
 * or JSON stays text, so that the schema (not the browser) says what is wrong with it.
 * @param read the text of a field, null when the form did not send it
 */
export function paramsOfForm(
  fields: readonly ParamField[],
  read: (name: string) => string | null,
): Record<string, Json> {
  const entries = fields.flatMap((field): [string, Json][] => {
    const text = read(fieldName(field.name));
    if (field.kind === "boolean") return [[field.name, text !== null]];
    return text === null || text.trim() === "" ? [] : [[field.name, parsed(field.kind, text.trim())]];
  });
  return Object.fromEntries(entries);
}

/** A parameter's name in the form, where it cannot meet the form's own fields. */
export const fieldName = (name: string) => `param.${name}`;

/** The same run as a command; the secret is left to the shell. */
export function curlLine(appUrl: string, jobName: string, params: Record<string, Json>): string {
  const body = JSON.stringify(params).replaceAll("'", "'\\''");
  return [
    `curl -X POST ${appUrl}/api/cron/${jobName}`,
    '-H "Authorization: Bearer $CRON_SECRET"',
    ...(Object.keys(params).length === 0 ? [] : ["-H 'Content-Type: application/json'", `-d '${body}'`]),
  ].join(" \\\n  ");
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

/** JSON, or the text itself where it is none. */
export function parseJson(text: string): Json {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
