import { z } from "zod";
import { problemOf } from "./issue-words.ts";

const SHAPE = /^(?<day>\d{4}-\d{2}-\d{2})(?<time>T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(?<offset>Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * An instant in a query: ISO 8601 to the minute, the second or finer, or a date alone. Without an offset, as a
 * `datetime-local` field sends it, it is read as UTC.
 */
export const instant = z
  .string()
  .meta({ description: "ISO 8601, such as 2026-01-31T08:00:00Z or 2026-01-31T08:00; UTC without an offset" })
  .transform((text, context): Date => {
    const read = readInstant(text);
    if (read) return read.at;
    context.addIssue({ code: "custom", ...problemOf("no_instant", { given: text }) });
    return z.NEVER;
  });

/** An instant in a body, read likewise, but with its offset: what fires at it must not rest on a guess. */
export const exactInstant = z
  .string()
  .meta({ description: "ISO 8601 with its offset, such as 2026-01-31T08:00:00Z or 2026-01-31T17:00+09:00" })
  .transform((text, context): Date => {
    const read = readInstant(text);
    if (read?.hasOffset) return read.at;
    context.addIssue({ code: "custom", ...problemOf("no_exact_instant", { given: text }) });
    return z.NEVER;
  });

function readInstant(text: string): { at: Date; hasOffset: boolean } | null {
  const { day, time, offset } = SHAPE.exec(text)?.groups ?? {};
  if (day === undefined || !isOfCalendar(day)) return null;
  const hasOffset = offset !== undefined;
  const at = new Date(time !== undefined && !hasOffset ? `${text}Z` : text);
  return Number.isNaN(at.getTime()) ? null : { at, hasOffset };
}

/** Without this the 30th of February would be the 2nd of March. */
function isOfCalendar(day: string): boolean {
  const midnight = new Date(day);
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
}
