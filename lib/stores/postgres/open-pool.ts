import { Pool } from "pg";

const CONNECT_TIMEOUT_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 30_000;

/**
 * Connections to the database, opened when they are needed.
 * @param max how many at once
 * @throws Error when there is no database to connect to
 */
export function openPool({ url, onLost }: { url: string | null; onLost(error: Error): void }, max: number): Pool {
  if (url === null) {
    throw new Error(
      "DATABASE_URL is not set: start through an npm script, which starts the embedded database, or set it",
    );
  }
  const pool = new Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    // Prisma's adapter sends and reads instants without a zone: the session must not add the server's.
    onConnect: async (client) => {
      await client.query("set time zone 'UTC'");
    },
  });
  pool.on("error", onLost);
  return pool;
}
