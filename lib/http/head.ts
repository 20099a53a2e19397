import { ApiError, errorAnswer } from "./api-error.ts";

/** Next answers HEAD by calling GET, which would run the job: every route that acts exports this as its HEAD. */
export function refuseHead(allowed: string): () => Response {
  return () => errorAnswer(headNotAllowed(allowed));
}

export function headNotAllowed(allowed: string): ApiError {
  return new ApiError(`HEAD is not allowed here; use ${allowed}`, {
    status: 405,
    code: "method_not_allowed",
    headers: { allow: allowed },
  });
}
