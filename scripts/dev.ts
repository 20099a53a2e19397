import { readHome } from "../lib/env.ts";
import { superviseDev } from "./support/dev-supervisor.ts";
import { loadEnvironment } from "./support/environment.ts";
import { runMain } from "./support/run-main.ts";
import { ensureSecrets } from "./support/secrets.ts";

/** `npm run dev`: the application with reloads, of its jobs too; it makes the secrets that are missing. */
runMain(async () => {
  loadEnvironment({ dev: true });
  ensureSecrets({ home: readHome(), firstAccount: false });
  await superviseDev();
});
