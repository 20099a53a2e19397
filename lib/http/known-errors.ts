import { DrainingError, InvalidParamsError, UnknownJobError } from "../cron/errors.ts";
import { InvalidCursorError } from "../dashboard/logs.ts";
import { ApiError, notFound } from "./api-error.ts";
import { isDatabaseAway } from "./database-away.ts";

/** Seconds after which a caller may try again when this process or its database cannot answer now. */
const RETRY_AFTER = { "retry-after": "5" };

/**
 * What an error means to a caller, or null when nobody foresaw it: then it is a defect, and the caller learns nothing
 * of its inside.
 */
export function knownError(error: unknown): ApiError | null {
  if (error instanceof ApiError) return error;
  if (error instanceof UnknownJobError) return notFound(error.message, "unknown_job");
  if (error instanceof InvalidParamsError) {
    return new ApiError(error.message, { status: 422, code: "invalid_params", issues: error.issues });
  }
  if (error instanceof InvalidCursorError) {
    return new ApiError(error.message, { status: 422, code: "invalid_cursor" });
  }
  if (error instanceof DrainingError) {
    return new ApiError(error.message, { status: 503, code: "shutting_down", headers: RETRY_AFTER });
  }
  return isDatabaseAway(error) ? databaseAway(error) : null;
}

function databaseAway(cause: unknown): ApiError {
  return new ApiError("The database does not answer, so nothing was done; call again in a few seconds", {
    status: 503,
    code: "database_unavailable",
    headers: RETRY_AFTER,
    cause,
  });
}
