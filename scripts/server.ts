import { loadEnvironment } from "./support/environment.ts";
import { runMain } from "./support/run-main.ts";
import { serve } from "./support/serve.ts";

/** `npm start`: the built application. */
runMain(async () => {
  loadEnvironment({ dev: false });
  await serve({ dev: false });
});
