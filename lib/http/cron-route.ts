import { checkCronSecret } from "./cron-secret.ts";
import { headNotAllowed } from "./head.ts";
import { recordCall } from "./record-call.ts";
import { type Call, type RouteHandler, route } from "./route.ts";

/**
 * A route of the platform, curl and CLI: only the cron secret opens it, a cookie never does. Every call leaves a row in
 * the log of calls, refused ones too.
 */
export function cronRoute(handle: (call: Call) => Promise<Response>): RouteHandler {
  return route(async (call) => {
    checkCronSecret(call.request.headers, call.runtime.env);
    return await handle(call);
  }, recordCall);
}

/** The HEAD of a cron route: see `refuseHead`. */
export function refuseCronHead(allowed: string): RouteHandler {
  return route(async () => {
    throw headNotAllowed(allowed);
  }, recordCall);
}
