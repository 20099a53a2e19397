import { z } from "zod";

const DATE_OR_LOCAL = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?)?$/;

/**
 * An instant in a query: ISO 8601 with an offset, or a date or `datetime-local` value, which are read as UTC.
 */
export const instant = z.string().transform((text, context): Date => {
  const local = DATE_OR_LOCAL.test(text);
  const date = new Date(local && text.includes("T") ? `${text}Z` : text);
  if (!Number.isNaN(date.getTime()) && (local || z.iso.datetime({ offset: true }).safeParse(text).success)) return date;
  context.addIssue({
    code: "custom",
    message: `expected an ISO 8601 instant such as 2026-01-31T08:00:00Z, got "${text}"`,
  });
  return z.NEVER;
});
