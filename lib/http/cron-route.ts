import { checkCronSecret } from "./cron-secret.ts";
import { type Call, type RouteHandler, route } from "./route.ts";

/** A route of the platform, curl and CLI: only the cron secret opens it, a cookie never does. */
export function cronRoute(handle: (call: Call) => Promise<Response>): RouteHandler {
  return route(async (call) => {
    checkCronSecret(call.request.headers, call.runtime.env);
    return await handle(call);
  });
}
