import { readEnv } from "../lib/env.ts";
import { createRuntime } from "../lib/runtime.ts";
import { loadEnvironment } from "./support/environment.ts";
import { openHomeDatabase } from "./support/home-database.ts";
import { migrate } from "./support/migrations.ts";
import { runMain } from "./support/run-main.ts";
import { work } from "./support/work.ts";

/** `npm run worker`: works on what the web processes admit in queue mode. Run as many as you like, anywhere. */
runMain(async () => {
  loadEnvironment({ dev: false });
  requireQueueMode();
  const database = await openHomeDatabase();
  database.supervise();
  await migrate(database.url);
  await work({ runtime: createRuntime(readEnv()), release: database.release });
});

function requireQueueMode(): void {
  if (readEnv().runMode === "queue") return;
  throw new Error(
    "RUN_MODE is inline, so that runs go on in the process that admitted them and no worker gets any; set RUN_MODE=queue for this process and the web processes, or start no worker",
  );
}
