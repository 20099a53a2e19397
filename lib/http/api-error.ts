import type { Issue } from "../dashboard/issue-words.ts";
import { json } from "./answers.ts";
import type { ErrorCode } from "./error-codes.ts";

export interface ApiErrorFields {
  /** HTTP status. */
  status: number;
  /** Machine word. */
  code: ErrorCode;
  /** Safe underlying message or facts for programs. */
  details?: unknown;
  issues?: readonly Issue[];
  jobName?: string;
  execution?: unknown;
  headers?: Record<string, string>;
  cause?: unknown;
}

/** Thrown anywhere below a route wrapper: becomes the one error shape of the API. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly fields: ApiErrorFields;
  /** @param message one sentence for people: what was expected, what came, what to do */
  constructor(message: string, fields: ApiErrorFields) {
    super(message, { cause: fields.cause });
    this.fields = fields;
  }
}

/** `{ success: false, error, code, details?, issues?, jobName?, execution? }`; never a stack. */
export function errorAnswer({ message, fields }: ApiError): Response {
  const { status, code, details, issues, jobName, execution, headers } = fields;
  const told = issues?.map(({ path, message: why }) => ({ path, message: why }));
  const body = { success: false, error: message, code, details, issues: told, jobName, execution };
  return json(body, { status, ...(headers && { headers }) });
}

export function notFound(message: string, code: ErrorCode = "not_found"): ApiError {
  return new ApiError(message, { status: 404, code });
}

export function invalidInput(where: string, issues: readonly Issue[]): ApiError {
  const list = issues.map(({ path, message }) => `${path || "(root)"}: ${message}`).join("; ");
  return new ApiError(`Invalid ${where}: ${list}`, { status: 422, code: "invalid_input", issues });
}
