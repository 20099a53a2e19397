import pg from "pg";
import { readHome } from "../../lib/env.ts";
import { type EmbeddedPostgres, openEmbeddedPostgres } from "./embedded-postgres.ts";
import { setVariables } from "./environment.ts";

const DATABASE = "belfry";

export interface HomeDatabase {
  url: string;
  /** A word about where it is, for the start's messages. */
  description: string;
  /**
   * For processes that stay: starts an embedded server again whenever it dies, on its port, so that all connections
   * come back. When it cannot, the process says why and ends.
   */
  supervise(): void;
  /** Says that this process needs it no more. */
  release(): Promise<void>;
}

/** The database of DATABASE_URL, or else the home's own, started when it does not run; then DATABASE_URL names it. */
export async function openHomeDatabase(): Promise<HomeDatabase> {
  const { DATABASE_URL: url } = process.env;
  if (url) return { url, description: "DATABASE_URL", supervise: () => undefined, release: async () => undefined };
  const server = await openEmbeddedPostgres(readHome());
  const embeddedUrl = await server.openAppDatabase(DATABASE);
  setVariables({ DATABASE_URL: embeddedUrl });
  return {
    url: embeddedUrl,
    description: sayWhere(server),
    supervise: () => server.supervise((error) => endWithout(server, error)),
    release: server.release,
  };
}

/** Without its database nothing of this process works, and nothing would come back by itself. */
function endWithout({ port }: EmbeddedPostgres, error: unknown): void {
  console.error(`The embedded Postgres on port ${port} died and does not start again, so this process ends:`, error);
  process.exit(1);
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
