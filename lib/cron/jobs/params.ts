import { checkWith, InvalidParamsError, type ParamIssue } from "../words/errors.ts";
import type { Json } from "../words/json.ts";
import type { AnyJob } from "./define-job.ts";

/** Every job takes it beside its own parameters: a run started with `debug: true` keeps its debug lines. */
export const DEBUG_PARAM = "debug";

/**
 * Parameters as the run's row keeps them: the job's own as its schema wants them, defaults filled in, and `debug` when
 * it is true.
 * @throws InvalidParamsError with the schema's issues
 */
export function parseParams(job: AnyJob, input: unknown): Json {
  const checked = checkWith(job.params, ownParams(input ?? {}));
  const issues = [...debugIssues(input), ...(checked.success ? [] : checked.issues)];
  if (issues.length > 0 || !checked.success) throw new InvalidParamsError(job.name, issues);
  return asksForDebug(input) ? { ...checked.data, [DEBUG_PARAM]: true } : checked.data;
}

/** The job's own part of a run's parameters: what its schema, its key and its handler know. */
export function ownParams(params: unknown): unknown {
  if (!isObject(params)) return params;
  const { [DEBUG_PARAM]: _debug, ...own } = params;
  return own;
}

/** Whether a run with these parameters keeps its debug lines. */
export function asksForDebug(params: unknown): boolean {
  return isObject(params) && params[DEBUG_PARAM] === true;
}

function debugIssues(input: unknown): ParamIssue[] {
  const debug = isObject(input) ? input[DEBUG_PARAM] : undefined;
  if (debug === undefined || typeof debug === "boolean") return [];
  return [{ path: DEBUG_PARAM, message: `expected true or false, got ${JSON.stringify(debug)}` }];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
