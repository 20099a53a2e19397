import { loadEnvironment } from "./environment.ts";
import { runMain } from "./run-main.ts";
import { serve } from "./serve.ts";

/** The process behind `npm run dev`; it ends with the one that started it. */
runMain(async () => {
  loadEnvironment({ dev: true });
  process.once("disconnect", () => process.kill(process.pid, "SIGTERM"));
  await serve({ dev: true, behind: process });
});
