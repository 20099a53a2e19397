import type { ScreenCode } from "../dashboard/refusal-words.ts";

/** Machine words that only programs meet: no form of ours can bring them about, so the screens have no words for them. */
type ProgramCode =
  | "ambiguous_params"
  | "backfill_declined"
  | "bad_idempotency_key"
  | "bad_json"
  | "bucket_unavailable"
  | "conversion_busy"
  | "conversions_full"
  | "cron_secret_not_configured"
  | "invalid_cursor"
  | "invalid_source"
  | "job_disabled"
  | "job_paused"
  | "key_reused"
  | "method_not_allowed"
  | "needs_person"
  | "no_schedule"
  | "not_convertible"
  | "not_found"
  | "object_not_found"
  | "object_too_large"
  | "target_taken"
  | "too_large"
  | "too_many_refusals"
  | "unauthorized"
  | "unknown_backfill";

/** Every machine word of the API's errors. A new one gets its words in each language, or a reason to stand above. */
export type ErrorCode = ScreenCode | ProgramCode;
