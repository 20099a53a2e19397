import { sep } from "node:path";
import { Pool } from "pg";
import { seedAdmin } from "../lib/auth/seed-admin.ts";
import { openBucket } from "../lib/clients/bucket/open-bucket.ts";
import { createDb, type Db } from "../lib/db.ts";
import { type Env, readEnv } from "../lib/env.ts";
import { seedBucket } from "./seed/seed-bucket.ts";
import { seedIdeas } from "./seed/seed-ideas.ts";

/**
 * Demo data for every job, and the first admin. Run twice, it changes nothing. The admin comes last: where there is an
 * account, the seed is complete.
 */
async function seed(db: Db, env: Env): Promise<string[]> {
  return [
    `${await seedIdeas(db, new Date())} demo ideas written`,
    await fillBucket(env),
    await makeAdmin(db, env.admin),
  ];
}

/** Only the home's own folder: a bucket that somebody configured gets no demo pictures. */
async function fillBucket({ bucket, home }: Env): Promise<string> {
  const isOurs = bucket.kind === "folder" && bucket.path.startsWith(home + sep);
  if (!isOurs) return "no demo pictures: the bucket is not the home's own folder";
  return `${await seedBucket(openBucket(bucket))} demo pictures written`;
}

async function makeAdmin(db: Db, { email, password }: Env["admin"]): Promise<string> {
  if (password === null) return "no admin made: set ADMIN_PASSWORD and run the seed again";
  const outcome = await seedAdmin({ db, email, password });
  return outcome === "created" ? `admin ${email} made` : `admin ${email} is there already`;
}

async function main(): Promise<void> {
  const env = readEnv();
  if (env.databaseUrl === null) throw new Error("DATABASE_URL is not set: run npm run db:seed, which sets it");
  // Prisma sends and reads instants without a zone: the session's must be UTC, whatever the server's is.
  const pool = new Pool({ connectionString: env.databaseUrl, max: 2, options: "-c TimeZone=UTC" });
  try {
    for (const line of await seed(createDb(pool), env)) console.log(line);
  } finally {
    await pool.end();
  }
}

await main();
