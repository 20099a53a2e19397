import { z } from "zod";
import type { Answer, Operation } from "./operation.ts";
import { anyJson } from "./values.ts";

/** The one shape of errors (details.md). */
export const errorBody = z
  .strictObject({
    success: z.literal(false),
    error: z.string().describe("One sentence for people: what was expected, what came, what to do"),
    code: z.string().describe("The machine word"),
    details: anyJson.optional().describe("The safe underlying message, or facts for programs"),
    issues: z
      .array(z.strictObject({ path: z.string().describe("Dotted path inside the input"), message: z.string() }))
      .optional()
      .describe("What is wrong with the input, field by field"),
    jobName: z.string().optional(),
    execution: anyJson.optional(),
  })
  .meta({ id: "Error" });

/** An error with what it means here. The machine words that come with it are part of the sentence, in brackets. */
export function failure(description: string): Answer {
  return { description, schema: errorBody };
}

const signedOut = failure("Neither a session nor a valid API key (signed_out, unauthorized)");
const wrongSecret = failure("Not the cron secret (unauthorized)");
const forbidden = failure(
  "The permission is missing (forbidden), a change of a session came from another origin (wrong_origin), or a key stands where a person is needed (needs_person)",
);
const tooMany: Answer = {
  ...failure(
    "More than 100 wrong bearers a minute from one address (too_many_refusals), or below /api/admin more than 3,000 calls a minute of one person or key (too_many_calls). The cron secret is never limited.",
  ),
  headers: { "retry-after": "Seconds to wait" },
};
const badBody = failure("The body is no JSON (bad_json), or the Idempotency-Key cannot be one (bad_idempotency_key)");
const tooLarge = failure("The body is larger than 64 KiB (too_large)");
const invalid = failure("The input breaks a rule; issues says which and where (invalid_input, invalid_params)");
const unforeseen = failure("An error that nobody foresaw; the server's log has the details (internal_error)");
const away: Answer = {
  ...failure(
    "The database does not answer (database_unavailable), or its disk is full (database_full); call again later",
  ),
  headers: { "retry-after": "Seconds to wait" },
};
const closed: Answer = {
  ...failure(
    "The database does not answer (database_unavailable), its disk is full (database_full), this process shuts down (shutting_down), or no usable cron secret is configured (cron_secret_not_configured)",
  ),
  headers: { "retry-after": "Seconds to wait, where waiting helps" },
};

/** Answers that many operations share: the document holds each of them once, under these names. */
export const SHARED: ReadonlyMap<Answer, string> = new Map([
  [signedOut, "SignedOut"],
  [wrongSecret, "WrongSecret"],
  [forbidden, "Forbidden"],
  [tooMany, "TooMany"],
  [badBody, "BadBody"],
  [tooLarge, "TooLarge"],
  [invalid, "InvalidInput"],
  [unforeseen, "Unforeseen"],
  [away, "DatabaseAway"],
  [closed, "Closed"],
]);

/** What a route of this kind can answer beside what it says itself. */
export function standardAnswers(operation: Operation): Record<number, Answer> {
  return { ...accessAnswers(operation), ...inputAnswers(operation), 500: unforeseen };
}

function accessAnswers({ access }: Operation): Record<number, Answer> {
  switch (access.kind) {
    case "open":
      return { 503: away };
    case "secret":
      return { 401: wrongSecret, 429: tooMany, 503: closed };
    case "metrics":
      return { 401: failure("Not the metrics token (unauthorized)"), 429: tooMany, 503: away };
    case "permission":
      return { 401: signedOut, 403: forbidden, 429: tooMany, 503: access.orCronSecret ? closed : away };
  }
}

function inputAnswers({ query, body, jobParams, repeatable }: Operation): Record<number, Answer> {
  const takesBody = body !== undefined || jobParams === "query or body";
  const takesInput = takesBody || query !== undefined || jobParams !== undefined;
  return {
    ...((takesBody || repeatable) && { 400: badBody }),
    ...(takesBody && { 413: tooLarge }),
    ...(takesInput && { 422: invalid }),
  };
}
