import { spawnSync } from "node:child_process";
import { readHome } from "../lib/env.ts";
import { loadEnvironment, ROOT } from "./support/environment.ts";
import { openHomeDatabase } from "./support/home-database.ts";
import { runMain } from "./support/run-main.ts";
import { PRISMA, SEED } from "./support/run-step.ts";
import { ensureSecrets } from "./support/secrets.ts";

/**
 * `npm run db:migrate | db:reset | db:seed` on DATABASE_URL or the home's own Postgres. More arguments go to Prisma:
 * `npm run db:migrate -- dev --name add_something` writes a migration after the schema was changed.
 */

function commandFor(verb: string | undefined, more: readonly string[]): readonly string[] {
  switch (verb) {
    case "migrate":
      return [PRISMA, "migrate", ...(more.length > 0 ? more : ["deploy"])];
    case "reset":
      return [PRISMA, "migrate", "reset", ...more];
    case "seed":
      return [SEED, ...more];
    default:
      throw new Error(
        `expected migrate, reset or seed, got "${verb ?? ""}": use npm run db:migrate, db:reset or db:seed`,
      );
  }
}

runMain(async () => {
  const [verb, ...more] = process.argv.slice(2);
  const command = commandFor(verb, more);
  loadEnvironment({ dev: true });
  ensureSecrets({ home: readHome(), firstAccount: verb === "seed" });
  const database = await openHomeDatabase();
  try {
    process.exitCode = spawnSync(process.execPath, command, { cwd: ROOT, stdio: "inherit" }).status ?? 1;
  } finally {
    await database.release();
  }
});
