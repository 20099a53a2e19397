import { registerHooks } from "node:module";
import { readEnv } from "../../lib/env.ts";
import { jobs } from "../../lib/jobs/index.ts";
import { createRuntime, startRuntime } from "../../lib/runtime.ts";
import { leakyJob } from "./leaky-job.ts";

/**
 * A process of its own with the whole runtime, its real logger on its real stdout, and the real routes over HTTP. Its
 * jobs are the real ones and one that tells all it must not. Tells its parent the address; ends when the parent does.
 */

/** What Next's bundler resolves otherwise: our own short names, and its own files without their ending. */
function asBundled(name: string): string {
  if (name.startsWith("@/")) return new URL(`../../${name.slice(2)}`, import.meta.url).href;
  return /^next\/[\w-]+$/.test(name) ? `${name}.js` : name;
}

registerHooks({ resolve: (name, context, next) => next(asBundled(name), context) });

(jobs as unknown[]).push(leakyJob);
const runtime = createRuntime(readEnv());
Object.assign(globalThis, { [Symbol.for("belfry.runtime")]: runtime });
startRuntime(runtime);
const { serveRoutes } = await import("./http-server.ts");
const server = await serveRoutes();
process.on("disconnect", async () => {
  await runtime.drain(3_000);
  await server.close();
  process.exit();
});
process.send?.(server.url);
