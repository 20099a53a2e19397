import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { ROOT } from "./environment.ts";
import { PRISMA } from "./run-step.ts";

const MIGRATIONS = join(ROOT, "prisma/migrations");
/** Any number, the same in every process: the key of the advisory lock that lets one of them migrate. */
const MIGRATE_LOCK = 7_266_310;

/**
 * Brings a database up to the migrations of this release. Costs one query when nothing is to be done.
 * @returns how many migrations were applied
 */
export async function migrate(databaseUrl: string): Promise<number> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    if ((await countPending(client)) === 0) return 0;
    // Several processes of a first start must not race; a session's lock is enough, and goes with it.
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATE_LOCK]);
    const pending = await countPending(client);
    if (pending > 0) await deploy(databaseUrl);
    return pending;
  } finally {
    await client.end();
  }
}

/** Changes whenever a migration does. */
export function hashMigrations(): string {
  const hash = createHash("sha256");
  for (const name of listMigrations()) hash.update(name).update(readFileSync(join(MIGRATIONS, name, "migration.sql")));
  return hash.digest("hex").slice(0, 12);
}

async function countPending(client: pg.Client): Promise<number> {
  const names = listMigrations();
  const { rows: tables } = await client.query("SELECT to_regclass('_prisma_migrations') AS found");
  if (!tables[0]?.found) return names.length;
  const { rows } = await client.query("SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL");
  const applied = new Set(rows.map((row) => row.migration_name));
  return names.filter((name) => !applied.has(name)).length;
}

/** The names of this release's migrations, oldest first. */
export function listMigrations(): string[] {
  const entries = readdirSync(MIGRATIONS, { withFileTypes: true });
  return entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
}

async function deploy(databaseUrl: string): Promise<void> {
  const env = { ...process.env, DATABASE_URL: databaseUrl };
  await promisify(execFile)(process.execPath, [PRISMA, "migrate", "deploy"], { cwd: ROOT, env });
}
