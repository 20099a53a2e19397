import { z } from "zod";

const SHAPE = /^(?<day>\d{4}-\d{2}-\d{2})(?<time>T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(?<offset>Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * An instant wherever the API is given one: ISO 8601 to the minute, the second or finer, or a date alone. Without an
 * offset, as a `datetime-local` field sends it, it is read as UTC.
 */
export const instant = z
  .string()
  .meta({ description: "ISO 8601, such as 2026-01-31T08:00:00Z or 2026-01-31T08:00; UTC without an offset" })
  .transform((text, context): Date => {
    const at = readInstant(text);
    if (at) return at;
    context.addIssue({
      code: "custom",
      message: `expected an ISO 8601 instant such as 2026-01-31T08:00:00Z, got "${text}"`,
    });
    return z.NEVER;
  });

function readInstant(text: string): Date | null {
  const { day, time, offset } = SHAPE.exec(text)?.groups ?? {};
  if (day === undefined || !isOfCalendar(day)) return null;
  const at = new Date(time !== undefined && offset === undefined ? `${text}Z` : text);
  return Number.isNaN(at.getTime()) ? null : at;
}

/** Without this the 30th of February would be the 2nd of March. */
function isOfCalendar(day: string): boolean {
  const midnight = new Date(day);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
