import { NonRetryableError } from "../words/errors.ts";
import type { EndedStatus } from "../words/vocabulary.ts";
import type { AnyJob, JobResult } from "./define-job.ts";

/** The status a returned result stands for: none failed, some failed, more newly failed than processed. */
export function statusOfResult({
  processed,
  failed,
  failedAgain = 0,
}: JobResult): Extract<EndedStatus, "completed" | "partial" | "failed"> {
  if (failed === 0) return "completed";
  return failed - failedAgain > processed ? "failed" : "partial";
}

/** The result's sentence: the handler's own, else its counts. */
export function messageOfResult(result: JobResult): string {
  if (typeof result.message === "string" && result.message !== "") return result.message;
  return `${result.processed} processed, ${result.failed} failed, ${result.skipped} skipped`;
}

/** @throws NonRetryableError when a handler (through a cast) returned something else than a result */
export function readResult(job: AnyJob, value: unknown): JobResult {
  if (isResult(value)) return value;
  throw new NonRetryableError(
    `The handler of ${job.name} returned ${value === null ? "null" : typeof value}, ` +
      "expected { processed, failed, skipped, errors } with whole numbers and a list",
  );
}

function isResult(value: unknown): value is JobResult {
  if (typeof value !== "object" || value === null) return false;
  const { processed, failed, failedAgain = 0, skipped, errors } = value as Partial<JobResult>;
  return [processed, failed, failedAgain, skipped].every(isCount) && Array.isArray(errors);
}

const isCount = (value: unknown) => typeof value === "number" && Number.isInteger(value) && value >= 0;
