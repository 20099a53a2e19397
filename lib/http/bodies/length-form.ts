import { z } from "zod";
import { invalidInput } from "../../auth/refusals.ts";
import { endAhead, LENGTHS_AHEAD, type LengthAhead } from "../../dashboard/forms/lengths-ahead.ts";
import { issueOfSchema } from "../../dashboard/words/issue-words.ts";

/** Fields of a form that says how long something lasts: `until` is a `datetime-local` value in UTC, and wins. */
export const lengthFields = {
  length: z.enum(LENGTHS_AHEAD as [LengthAhead]),
  until: z.string().trim().max(40).default(""),
};

/** @throws ApiError 422 for an end that is no instant */
export function endOfForm({ length, until }: { length: LengthAhead; until: string }, now: Date): Date {
  try {
    return endAhead({ length, until, now });
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    throw invalidInput(
      "form",
      error.issues.map((rule) => ({ ...issueOfSchema(rule), path: "until" })),
    );
  }
}
