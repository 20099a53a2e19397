import { isDatabaseAway, isDiskFull } from "../../lib/http/errors/known-errors.ts";
import { isDatabaseUnavailable } from "../../lib/stores/postgres/errors.ts";

const TABLE_MISSING = new Set(["P2021", "42P01"]);

/** One sentence about what went wrong, and what to do where that is known. */
export function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isDiskFull(error)) return "the database's disk is full: make room on it";
  if (isDatabaseAway({ isDatabaseUnavailable }, error)) {
    return "the database does not answer: start it, or correct DATABASE_URL (`npm run cron -- doctor` tells more)";
  }
  const { code } = error as Error & { code?: unknown };
  if (TABLE_MISSING.has(String(code))) return "the database is not migrated: run `npm run db:migrate`";
  return error.message;
}
