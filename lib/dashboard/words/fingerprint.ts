import { Prisma } from "../../db.ts";

/** What a failed run says for itself: its error, or the handler's own sentence when it returned a failure. */
export const FAILURE_TEXT = Prisma.sql`coalesce(l.error_message, l.message)`;

/**
 * What makes two errors the same: eight hex digits over the text with its numbers taken out, so that "row 12 is
 * broken" and "row 13 is broken" are one error. For a statement over `cron_job_logs` aliased `l`.
 */
export const FINGERPRINT = Prisma.sql`left(md5(regexp_replace(${FAILURE_TEXT}, '[0-9]+', '#', 'g')), 8)`;
