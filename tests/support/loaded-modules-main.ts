import { registerHooks } from "node:module";

/** A child process that has the whole runtime run a job, and prints which packages were loaded for it. */

const loaded = new Set<string>();
registerHooks({
  load(url, context, next) {
    const name = /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1];
    if (name) loaded.add(name);
    return next(url, context);
  },
});

const { readEnv } = await import("../../lib/env.ts");
const { createRuntime, startRuntime } = await import("../../lib/runtime.ts");
const runtime = createRuntime(readEnv());
startRuntime(runtime);
const delivery = { kind: "none" } as const;
const job = process.env.RUN_JOB ?? "";
const answer = await runtime.engine.run({ job, params: {}, trigger: "cli", delivery, actor: null });
await runtime.drain(2_000);
process.stdout.write(`\n${JSON.stringify({ kind: answer.kind, loaded: [...loaded].sort() })}\n`, () => process.exit(0));
