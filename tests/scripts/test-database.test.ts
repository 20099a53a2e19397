import pg from "pg";
import { expect, test } from "vitest";
import { createTestDatabase } from "../support/database.ts";

test("a test database is migrated, empty and apart from others", async () => {
  const databases = await Promise.all([createTestDatabase(), createTestDatabase()]);
  const counts = await Promise.all(
    databases.map(async ({ url }) => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      await client.query("INSERT INTO cron_job_config (job_name) VALUES ('one')");
      const { rows } = await client.query("SELECT count(*)::int AS n FROM cron_job_config");
      await client.end();
      return rows[0].n;
    }),
  );
  await Promise.all(databases.map((database) => database.drop()));
  expect(counts).toEqual([1, 1]);
});
