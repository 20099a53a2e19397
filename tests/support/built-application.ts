import pg from "pg";
import { inject } from "vitest";
import { ensureBuild } from "../../scripts/support/make-once.ts";

/** One number for all test files, beside those of database-server.ts. */
const APPLICATION_LOCK = 2;

/** The built application, for tests that start it. Several files may find it missing at once: one builds, the others wait. */
export async function ensureBuiltOnce(): Promise<void> {
  const client = new pg.Client({ connectionString: inject("testServer").url });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [APPLICATION_LOCK]);
    await ensureBuild();
  } finally {
    await client.end();
  }
}
