import pg from "pg";

/**
 * Leaves a database as a quiet one would be: dead rows swept, statistics fresh, a checkpoint done. So that no
 * measurement pays for the one before it.
 */
export async function settleTables(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query("vacuum analyze");
    await client.query("checkpoint");
  } finally {
    await client.end();
  }
}
