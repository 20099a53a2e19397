import { z } from "zod";
import { readInstant } from "../../cron/time/instant.ts";
import { problemOf } from "./issue-words.ts";

/**
 * An instant in a query: ISO 8601 to the minute, the second or finer, or a date alone, of the years 1 to 9999 by UTC.
 * Without an offset, as a `datetime-local` field sends it, it is read as UTC.
 */
export const instant = instantWhere(() => true, "no_instant").meta({
  description: "ISO 8601, such as 2026-01-31T08:00:00Z or 2026-01-31T08:00; UTC without an offset",
});

/** An instant in a body, read likewise, but with its offset: what fires at it must not rest on a guess. */
export const exactInstant = instantWhere(({ hasOffset }) => hasOffset, "no_exact_instant").meta({
  description: "ISO 8601 with its offset, such as 2026-01-31T08:00:00Z or 2026-01-31T17:00+09:00",
});

function instantWhere(fits: (read: { hasOffset: boolean }) => boolean, unfit: "no_instant" | "no_exact_instant") {
  return z.string().transform((text, context): Date => {
    const read = readInstant(text);
    if (read.kind === "instant" && fits(read)) return read.at;
    const code = read.kind === "outside" ? "instant_outside" : unfit;
    context.addIssue({ code: "custom", ...problemOf(code, { given: text }) });
    return z.NEVER;
  });
}
