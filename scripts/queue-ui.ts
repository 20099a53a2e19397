import { fileURLToPath } from "node:url";
import { loadEnvironment } from "./support/environment.ts";
import { freePort } from "./support/free-port.ts";
import { openHomeDatabase } from "./support/home-database.ts";
import { runMain } from "./support/run-main.ts";
import { runStep } from "./support/run-step.ts";

/** `npm run queue:ui`: pg-boss's own dashboard over the queues of queue mode, for this machine only: it asks for no password. */
runMain(async () => {
  loadEnvironment({ dev: false });
  const database = await openHomeDatabase();
  const port = await freePort();
  console.log(
    `The queues: http://127.0.0.1:${port} (Ctrl-C ends it). What they carry are ids: runs are in the dashboard.`,
  );
  const program = fileURLToPath(import.meta.resolve("@pg-boss/dashboard/package.json")).replace(
    /package\.json$/,
    "bin/cli.js",
  );
  const variables = { DATABASE_URL: database.url, HOST: "127.0.0.1", PORT: String(port) };
  await runStep("The dashboard of the queues", [program], { variables }).finally(() => database.release());
});
