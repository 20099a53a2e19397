import { rmSync, writeFileSync } from "node:fs";
import { loadEnvironment, setVariables } from "../../scripts/support/environment.ts";
import { ensureHome } from "../../scripts/support/home.ts";
import { runMain } from "../../scripts/support/run-main.ts";
import { runStep, SEED } from "../../scripts/support/run-step.ts";
import { serve } from "../../scripts/support/serve.ts";
import { copyTemplate, openTestServer } from "./database-server.ts";
import { E2E } from "./e2e-settings.ts";

/** The built application on a seeded database and a home of its own, as `npm start` runs it, for the end-to-end tests. */
runMain(async () => {
  rmSync(E2E.home, { recursive: true, force: true });
  ensureHome(E2E.home);
  const server = await openTestServer();
  const copy = await copyTemplate(server);
  writeFileSync(E2E.databaseUrlFile, copy.url);
  Object.assign(process.env, {
    PORT: String(E2E.port),
    BELFRY_HOME: E2E.home,
    DATABASE_URL: copy.url,
    NEXT_PUBLIC_APP_URL: E2E.baseUrl,
    CRON_SECRET: E2E.cronSecret,
    BETTER_AUTH_SECRET: "the-session-secret-of-the-end-to-end-tests",
    ADMIN_EMAIL: E2E.email,
    ADMIN_PASSWORD: E2E.password,
    BUCKET_URL: "",
    // What a test plays as another side listens here.
    ALLOWED_PRIVATE_HOSTS: "127.0.0.1",
    TOKEN_KEYS: `e2e:${Buffer.alloc(32, 7).toString("base64")}`,
  });
  // Only what a test starts may run: no scheduler beside it.
  setVariables({ SCHEDULER: "none", LEASE_SECONDS: "3", HEARTBEAT_SECONDS: "1", SWEEP_SECONDS: "1" });
  loadEnvironment({ dev: false });
  await runStep("the seed", [SEED]);
  const release = async () => {
    await copy.drop();
    await server.release();
  };
  await serve({
    dev: false,
    database: { url: copy.url, description: "a copy of the tests' template", supervise: () => undefined, release },
  });
});
