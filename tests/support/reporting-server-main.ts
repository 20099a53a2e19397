import { createRequire, registerHooks } from "node:module";
import { trace } from "@opentelemetry/api";
import { NonRetryableError } from "../../lib/cron/words/errors.ts";
import { readEnv } from "../../lib/env.ts";
import { jobs } from "../../lib/jobs/index.ts";
import { createRuntime, startRuntime } from "../../lib/runtime.ts";
import { leakyJob, PLANTED } from "./leaky-job.ts";
import { ok, scriptedJob, step } from "./scripted-job.ts";

/**
 * A process of its own with the whole runtime and the real routes over HTTP, for what is told to Sentry. Its jobs are
 * the real ones and some that end in every way. SIGTERM drains it as the server's process is drained. Asked `settled`,
 * it answers when a platform may freeze it; asked `loaded`, how many modules of Sentry it has loaded.
 */

function asBundled(name: string): string {
  if (name.startsWith("@/")) return new URL(`../../${name.slice(2)}`, import.meta.url).href;
  return /^next\/[\w-]+$/.test(name) ? `${name}.js` : name;
}

registerHooks({ resolve: (name, context, next) => next(asBundled(name), context) });

/** What a client that follows its own calls may do: names, attributes and events of spans are its own. */
function spanWithSecrets() {
  const span = trace.getTracer("client").startSpan(`GET /?key=${encodeURIComponent(PLANTED.redisPassword)}`, {
    attributes: { sent: `Bearer ${PLANTED.cronSecret}` },
  });
  span.addEvent(PLANTED.cronSecret);
  span.end();
  return ok;
}

const DAILY = { kind: "cron", expression: "0 2 * * *", timezone: "Asia/Seoul" } as const;
const items = [{ id: "a.jpg", error: "is no picture" }];
const told = [
  scriptedJob([step.ok()], { name: "told-well", schedule: DAILY, overlap: "allow", concurrency: 50 }),
  scriptedJob([step.returns({ ...ok, failed: 1, errors: items })], { name: "told-partly", schedule: DAILY }),
  scriptedJob([step.returns({ ...ok, processed: 0, failed: 1, errors: items })], {
    name: "told-badly",
    schedule: { kind: "interval", everySeconds: 7200 },
  }),
  scriptedJob(
    [
      step.throws(new Error("the first attempt failed")),
      step.throws(new NonRetryableError("no. 4711 is gone", { cause: new Error("not there") })),
    ],
    { name: "told-twice", schedule: DAILY, backoff: { kind: "linear", stepSeconds: 0 } },
  ),
  scriptedJob([step.hang()], { name: "told-for-long", schedule: DAILY, maxAttempts: 1, timeoutSeconds: 600 }),
  scriptedJob([spanWithSecrets], { name: "told-by-spans" }),
  scriptedJob([step.ok()], { name: "untold" }),
].map(({ job }) => job);

(jobs as unknown[]).push(leakyJob, ...told);
const runtime = createRuntime(readEnv());
Object.assign(globalThis, { [Symbol.for("belfry.runtime")]: runtime });
startRuntime(runtime);
const { serveRoutes } = await import("./http-server.ts");
const server = await serveRoutes();

/** What a platform waits for: all that was given to `after()`, and what that gave to it in turn. */
async function settled(): Promise<number> {
  for (let known = -1; known < server.background.length; ) {
    known = server.background.length;
    await Promise.allSettled(server.background);
  }
  return server.background.length;
}

const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes("@sentry/"));

process.on("message", async (question) => {
  process.send?.(question === "settled" ? await settled() : loaded().length);
});
process.on("SIGTERM", async () => {
  await runtime.drain(8_000);
  process.exit(0);
});
process.on("disconnect", () => process.exit(1));
process.send?.(server.url);
