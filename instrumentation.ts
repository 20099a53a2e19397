import type { Instrumentation } from "next";

/** Next calls this once per server process, before the first request, and never during a build. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startRuntime } = await import("./lib/runtime.ts");
  startRuntime();
}

/** Next calls this for what a page threw: it logs that itself. The routes of the API tell of theirs in their wrapper. */
export const onRequestError: Instrumentation.onRequestError = async (error, { method }, { routePath, routeType }) => {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { getRuntime } = await import("./lib/runtime.ts");
  const { env, sentry } = getRuntime();
  sentry?.report(error, { method, route: routePath, kind: routeType });
  if (env.onPlatform) await sentry?.flush();
};
