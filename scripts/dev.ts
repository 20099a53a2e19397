import { readHome } from "../lib/env.ts";
import { loadEnvironment } from "./support/environment.ts";
import { runMain } from "./support/run-main.ts";
import { ensureSecrets } from "./support/secrets.ts";
import { serve } from "./support/serve.ts";

/** `npm run dev`: the application with reloads; it makes the secrets that are missing. */
runMain(async () => {
  loadEnvironment({ dev: true });
  ensureSecrets({ home: readHome(), firstAccount: false });
  await serve({ dev: true });
});
