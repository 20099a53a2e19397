import { readHome } from "../lib/env.ts";
import { superviseDev } from "./support/dev-supervisor.ts";
import { loadEnvironment } from "./support/environment.ts";
import { runMain } from "./support/run-main.ts";
import { ensureSecrets } from "./support/secrets.ts";

/** `npm run dev`: the application with reloads, of its jobs too; it makes the secrets that are missing. */
runMain(async () => {
  // As it was: each process behind this one reads the files of variables anew, and what is set already wins over them.
  const variables = { ...process.env };
  loadEnvironment({ dev: true });
  ensureSecrets({ home: readHome(), firstAccount: false });
  await superviseDev(variables);
});
