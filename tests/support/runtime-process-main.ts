import { readEnv } from "../../lib/env.ts";
import { createRuntime, startRuntime } from "../../lib/runtime.ts";

/** A child process with the whole runtime: sweeps (and dispatches) by itself, and runs the job that it was started for, if any. */

const runtime = createRuntime(readEnv());
startRuntime(runtime);
const { RUN_JOB, RUN_PARAMS = "{}" } = process.env;
if (RUN_JOB) {
  // It stays after the drain, as a process does whose database takes its time to be released.
  process.on("SIGTERM", () => void runtime.drain(1_500));
  const delivery = { kind: "none" } as const;
  await runtime.engine.run({ job: RUN_JOB, params: JSON.parse(RUN_PARAMS), trigger: "cli", delivery, actor: null });
}
