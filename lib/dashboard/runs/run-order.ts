import type { Json } from "../../cron/words/json.ts";
import { type ParamField, paramsOfForm } from "../forms/form-params.ts";

/** Imported by the browser: nothing here may load zod or the database. */

/** What the form of a run asks for. */
export interface RunOrder {
  /** The job's own parameters and, when the person wants debug lines, `debug`. */
  params: Record<string, Json>;
  /** Although the job is disabled or paused. */
  force: boolean;
}

/** Fields of the form beside the parameters'. */
export const DEBUG_FIELD = "debug";
export const FORCE_FIELD = "force";

/** @param read the text of a field, null when the form did not send it */
export function runOrderOf(fields: readonly ParamField[], read: (name: string) => string | null): RunOrder {
  const debug = read(DEBUG_FIELD) === null ? {} : { [DEBUG_FIELD]: true };
  return { params: { ...paramsOfForm(fields, read), ...debug }, force: read(FORCE_FIELD) !== null };
}

/** The same run at the command line, in a checkout of the project. */
export function cliLine(jobName: string, { params: { debug, ...params }, force }: RunOrder): string {
  const given =
    Object.keys(params).length === 0 ? [] : [`--params '${JSON.stringify(params).replaceAll("'", "'\\''")}'`];
  const words = [
    "npm run cron -- run",
    jobName,
    ...given,
    ...(debug ? ["--debug"] : []),
    ...(force ? ["--force"] : []),
  ];
  return words.join(" ");
}

/** Values of the address that fill the form, or null when it carries none that can be read. Secrets never stand there. */
export function valuesOfAddress(text: string | undefined): { [key: string]: Json } | null {
  if (!text) return null;
  try {
    const value: Json = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Whether an earlier run's parameters ask for debug lines. */
export function formAsksForDebug(params: Json): boolean {
  return typeof params === "object" && params !== null && !Array.isArray(params) && params[DEBUG_FIELD] === true;
}
