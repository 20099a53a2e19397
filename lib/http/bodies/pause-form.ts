import { z } from "zod";
import { invalidInput } from "../../auth/refusals.ts";
import { type PauseRequest, pauseReason } from "../../commands/pause.ts";
import { PAUSE_LENGTHS, type PauseLength, pauseEnd } from "../../dashboard/forms/pause-lengths.ts";
import { issueOfSchema } from "../../dashboard/words/issue-words.ts";

/** Fields of the form that pauses something: `until` is a `datetime-local` value in UTC, and wins over `length`. */
export const pauseFields = {
  reason: pauseReason,
  length: z.enum(PAUSE_LENGTHS as [PauseLength]).default("open"),
  until: z.string().trim().max(40).default(""),
};

/** @throws ApiError 422 for an end that is no instant */
export function pauseOfForm(
  { reason, length, until }: { reason: string | null; length: PauseLength; until: string },
  now: Date,
): PauseRequest {
  try {
    return { reason, until: pauseEnd({ length, until, now }) };
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw invalidInput(
      "form",
      error.issues.map((rule) => ({ ...issueOfSchema(rule), path: "until" })),
    );
  }
}
