import pg from "pg";
import { readHome } from "../../lib/env.ts";
import { type EmbeddedPostgres, ensureDatabase, openEmbeddedPostgres } from "./embedded-postgres.ts";
import { setVariables } from "./environment.ts";

const DATABASE = "belfry";

export interface HomeDatabase {
  url: string;
  /** A word about where it is, for the start's messages. */
  description: string;
  /** Says that this process needs it no more. */
  release(): Promise<void>;
}

/** The database of DATABASE_URL, or else the home's own, started when it does not run; then DATABASE_URL names it. */
export async function openHomeDatabase(): Promise<HomeDatabase> {
  const { DATABASE_URL: url } = process.env;
  if (url) return { url, description: "DATABASE_URL", release: async () => undefined };
  const server = await openEmbeddedPostgres(readHome());
  await ensureDatabase(server.url("postgres"), DATABASE);
  const embeddedUrl = server.url(DATABASE);
  setVariables({ DATABASE_URL: embeddedUrl });
  return { url: embeddedUrl, description: sayWhere(server), release: server.release };
}

/** Whether nobody can sign in yet; false before the first migration. */
export async function hasNoAccounts(databaseUrl: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query(`SELECT 1 FROM "user" LIMIT 1`);
    return rowCount === 0;
  } finally {
    await client.end();
  }
}

function sayWhere({ port, started }: EmbeddedPostgres): string {
  return `${started ? "started" : "joined"} the embedded Postgres on port ${port}`;
}
