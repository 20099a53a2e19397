import type { z } from "zod";
import type { AnyJob } from "./define-job.ts";
import { InvalidParamsError, type ParamIssue } from "./errors.ts";
import type { Json } from "./ports.ts";

/**
 * Parameters as the job's schema wants them, defaults filled in.
 * @throws InvalidParamsError with the schema's issues
 */
export function parseParams(job: AnyJob, input: unknown): Json {
  const parsed = job.params.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new InvalidParamsError(job.name, issuesOf(parsed.error));
}

/** A schema's complaints as the engine tells them. */
export function issuesOf(error: z.ZodError): ParamIssue[] {
  return error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message }));
}
