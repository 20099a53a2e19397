import { unstorableIssues } from "../cron/words/storable-text.ts";
import type { Issue } from "../dashboard/words/issue-words.ts";
import type { ScreenCode } from "../dashboard/words/refusal-words.ts";
import type { PackErrorCode } from "../jobs/index.ts";

/** Machine words that only programs meet: no form of ours can bring them about, so the screens have no words for them. */
type ProgramCode =
  | "ambiguous_params"
  | "backfill_declined"
  | "bad_idempotency_key"
  | "bad_json"
  | "bucket_unavailable"
  | "cron_secret_not_configured"
  | "invalid_cursor"
  | "invalid_key"
  | "job_disabled"
  | "job_paused"
  | "key_reused"
  | "method_not_allowed"
  | "metrics_off"
  | "needs_person"
  | "no_schedule"
  | "not_found"
  | "object_not_found"
  | "object_too_large"
  | "too_large"
  | "too_many_calls"
  | "too_many_refusals"
  | "unauthorized"
  | "unknown_backfill";

/** Every machine word of the API's errors. A new one gets its words in each language, or a reason to stand above. */
type ErrorCode = ScreenCode | ProgramCode | PackErrorCode;

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

export function notFound(message: string, code: ErrorCode = "not_found"): ApiError {
  return new ApiError(message, { status: 404, code });
}

/** Refuses text that no row can keep, wherever in the input it stands. @throws ApiError 422 */
export function requireStorable(where: string, value: unknown): void {
  const issues = unstorableIssues(value);
  if (issues.length > 0) throw invalidInput(where, issues);
}

export function invalidInput(where: string, issues: readonly Issue[]): ApiError {
  const list = issues.map(({ path, message }) => `${path || "(root)"}: ${message}`).join("; ");
  return new ApiError(`Invalid ${where}: ${list}`, { status: 422, code: "invalid_input", issues });
}

/** A refusal that its server action has put into the person's language itself. */
export class WordedRefusal extends Error {
  override readonly name = "WordedRefusal";
  /** What the form is told beside the sentence. */
  readonly details: unknown;
  constructor(message: string, details?: unknown) {
    super(message);
    this.details = details;
  }
}
