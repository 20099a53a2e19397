import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { type Env, readEnv, readHome } from "../../lib/env.ts";
import { loadEnvironment, ROOT, secretsFile } from "./environment.ts";
import { type HomeDatabase, hasNoAccounts, openHomeDatabase } from "./home-database.ts";
import { requireFreePort } from "./http-server.ts";
import { ensureBuild, ensurePrismaClient } from "./make-once.ts";
import { migrate } from "./migrations.ts";
import { runMain } from "./run-main.ts";
import { runStep, SEED } from "./run-step.ts";
import { ensureSecrets } from "./secrets.ts";
import { serve } from "./serve.ts";

/**
 * `npm run quickstart` after the install. Each step looks whether it is needed: a second start takes seconds.
 * What stands in the environment or an env file is used; only what is missing is made.
 */

/** @returns whether the first account was made now */
async function setUp(database: HomeDatabase, signal: AbortSignal): Promise<boolean> {
  await migrate(database.url);
  const fresh = await hasNoAccounts(database.url);
  ensureSecrets({ home: readHome(), firstAccount: fresh });
  const { port } = readEnv(); // everything that is wrong is said before the long steps
  await requireFreePort(port);
  if (fresh) await runStep("the seed", [SEED], { signal });
  await ensureBuild({ signal });
  return fresh;
}

/** Ctrl-C ends the step that runs, and the database is left as it should be. */
async function setUpOrLeave(database: HomeDatabase): Promise<boolean> {
  const stopping = new AbortController();
  const stop = () => stopping.abort(new Error("stopped before it was set up"));
  process.on("SIGINT", stop).on("SIGTERM", stop);
  try {
    return await setUp(database, stopping.signal);
  } catch (error) {
    await database.release();
    throw error;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

async function requireHealth(url: string): Promise<void> {
  const { status } = await fetch(`${url}/api/health`);
  if (status !== 200) throw new Error(`expected 200 from ${url}/api/health, got ${status}: see the log above`);
}

runMain(async () => {
  loadEnvironment({ dev: false });
  await ensurePrismaClient();
  const database = await openHomeDatabase();
  const firstStart = await setUpOrLeave(database);
  process.send?.("set up"); // lets the next start into the clone
  await serve({ dev: false, database });
  const env = readEnv();
  await requireHealth(`http://localhost:${env.port}`);
  console.log(accessNotes({ env, firstStart }));
});

/** How to get in: the address, the sign-in, and a call that works when pasted. The one secret shown is a made password, once. */
function accessNotes({ env, firstStart }: { env: Env; firstStart: boolean }): string {
  const kept = holds(secretsFile(env.home), "ADMIN_PASSWORD", env.admin.password);
  const where = kept ? relative(process.cwd(), secretsFile(env.home)) : "ADMIN_PASSWORD";
  return [
    "",
    `  Dashboard  ${env.appUrl}/dashboard/admin`,
    `  Sign in    ${env.admin.email}`,
    `  Password   ${firstStart && kept ? `${env.admin.password} (kept in ${where})` : `as in ${where}`}`,
    `  Try        curl -H "Authorization: Bearer ${secretExpression(env)}" ${env.appUrl}/api/cron/health-check`,
    "  Alerts     npm run cron -- alerts demo   (a first alert within a minute, beside this one)",
    "",
  ].join("\n");
}

/** Something the shell turns into CRON_SECRET: read from the file that holds it, else from the environment. */
function secretExpression(env: Env): string {
  const current = env.cronSecret.kind === "ok" ? env.cronSecret.current : null;
  const files = [join(ROOT, ".env.local"), join(ROOT, ".env"), secretsFile(env.home)];
  const holder = files.find((path) => holds(path, "CRON_SECRET", current));
  return holder ? `$(sed -n 's/^CRON_SECRET=//p' ${relative(process.cwd(), holder)})` : "$CRON_SECRET";
}

function holds(path: string, name: string, value: string | null): boolean {
  return value !== null && existsSync(path) && readFileSync(path, "utf8").split("\n").includes(`${name}=${value}`);
}
