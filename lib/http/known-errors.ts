import type { Issue } from "../dashboard/issue-words.ts";
import { ApiError, type ApiErrorFields } from "./api-error.ts";
import { type DatabaseJudge, isDatabaseAway } from "./database-away.ts";

/** Seconds after which a caller may try again when this process or what it depends on cannot answer now. */
const RETRY_AFTER = { "retry-after": "5" };

/**
 * What the errors of engine, read models and bucket mean to a caller. They go by name, not by class: Next bundles
 * routes, pages and the start-up apart, and the engine may have been built by another bundle's copy of these classes.
 */
const BY_NAME = new Map<string, Pick<ApiErrorFields, "status" | "code" | "headers">>([
  ["UnknownJobError", { status: 404, code: "unknown_job" }],
  ["InvalidParamsError", { status: 422, code: "invalid_params" }],
  ["DrainingError", { status: 503, code: "shutting_down", headers: RETRY_AFTER }],
  ["InvalidCursorError", { status: 422, code: "invalid_cursor" }],
  ["InvalidSourceError", { status: 422, code: "invalid_source" }],
  ["InvalidKeyError", { status: 422, code: "invalid_source" }],
  ["ObjectNotFoundError", { status: 404, code: "object_not_found" }],
  ["ObjectTooLargeError", { status: 422, code: "object_too_large" }],
  ["UnconvertibleImageError", { status: 422, code: "not_convertible" }],
  ["NoFreeTargetError", { status: 409, code: "target_taken" }],
  ["ConversionBusyError", { status: 409, code: "conversion_busy", headers: RETRY_AFTER }],
  ["ConversionsFullError", { status: 503, code: "conversions_full", headers: RETRY_AFTER }],
  ["BucketError", { status: 503, code: "bucket_unavailable", headers: RETRY_AFTER }],
]);

/**
 * What an error means to a caller, or null when nobody foresaw it: then it is a defect, and the caller learns nothing
 * of its inside.
 */
export function knownError(runtime: DatabaseJudge, error: unknown): ApiError | null {
  if (error instanceof ApiError) return error;
  if (isDatabaseAway(runtime, error)) return databaseAway(error);
  const meaning = error instanceof Error ? BY_NAME.get(error.name) : undefined;
  if (!meaning) return null;
  const { message, issues } = error as Error & { issues?: readonly Issue[] };
  return new ApiError(message, { ...meaning, ...(issues && { issues }), cause: error });
}

function databaseAway(cause: unknown): ApiError {
  return new ApiError("The database does not answer, so nothing was done; call again in a few seconds", {
    status: 503,
    code: "database_unavailable",
    headers: RETRY_AFTER,
    cause,
  });
}
